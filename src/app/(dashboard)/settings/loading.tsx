export { default } from "#app/(dashboard)/(lists)/loading.tsx";
