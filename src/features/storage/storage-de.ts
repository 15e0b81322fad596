import type { storageEn } from "#features/storage/storage-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const storageDe: TextsLike<typeof storageEn> = {
  full: "Speicher voll: neue Ereignisse werden abgelehnt",
  near: "Speicher fast voll",
  used: "Ihre Ereignisdaten belegen {used, number} von {max, number} MB.",
  whenFull: "Ist er voll, werden neue Ereignisse abgelehnt.",
  ways: "Alte Daten werden automatisch gelöscht. Um jetzt Platz zu schaffen, löschen Sie Daten in den Einstellungen oder fragen Sie nach mehr Speicher.",
  keptTimes: "Wie lange Daten aufbewahrt werden",
};
