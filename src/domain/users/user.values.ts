export const PASSWORD_CHARS_MIN = 12;
export const PASSWORD_CHARS_MAX = 128;
