import type { errorsEn } from "#features/texts/errors-en.ts";
import { fieldErrorsDe } from "#features/texts/field-errors-de.ts";
import type { TextsLike } from "#features/translate.ts";

export const errorsDe: TextsLike<typeof errorsEn> = {
  ...fieldErrorsDe,
  offline: "Keine Verbindung zum Server. Prüfen Sie Ihre und versuchen Sie es erneut.",
  not_found: "Nicht gefunden. Es wurde gelöscht oder gehört zu einem anderen Betrieb.",
  rate_limited: "Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es erneut.",
  database_away: "Der Server ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.",
  our_fault: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.",
  webhook_deleted: "Dieser Webhook wurde gelöscht. Wir senden nichts mehr an ihn.",
  webhook_off: "Dieser Webhook ist aus. Schalten Sie ihn zuerst ein.",
  tenant_suspended: "Dieser Betrieb ist gesperrt. Wenden Sie sich an Ihr Buchungssystem.",
  sending_paused: "Die Plattform hat das Senden angehalten. Nichts geht verloren: Es wird danach gesendet.",
  webhook_not_paused: "Dieser Webhook pausiert nicht: Fälliges senden wir automatisch.",
  payload_erased: "Die Daten dieses Ereignisses wurden auf Wunsch gelöscht, deshalb können wir es nicht erneut senden.",
  payload_expired:
    "Die Daten dieses Ereignisses sind über die Aufbewahrung hinaus, deshalb können wir es nicht erneut senden.",
  payload_unreadable:
    "Die gespeicherten Daten dieses Ereignisses sind nicht lesbar, deshalb können wir es nicht erneut senden. Wenden Sie sich an Ihr Buchungssystem.",
  resent_too_often:
    "Diese Zustellung wurde {max}-mal erneut gesendet, mehr geht nicht. Senden Sie stattdessen das Ereignis noch einmal.",
  attempt_running: "Ein Versuch läuft oder ist gerade zu Ende. Warten Sie einen Moment und versuchen Sie es erneut.",
  recovery_running:
    "Für diesen Webhook wird gerade nachgesendet. Warten Sie, bis es fertig ist, oder brechen Sie es ab.",
  range_too_large: "Dieser Zeitraum enthält zu viel zum Zählen. Wählen Sie einen kürzeren.",
  range_in_future: "Wählen Sie einen Beginn in der Vergangenheit.",
  range_empty: "Das Ende muss nach dem Beginn liegen.",
  no_status: "Wählen Sie, was erneut gesendet werden soll.",
  too_many_webhooks:
    "Sie können je Modus höchstens {max} Webhooks haben. Löschen Sie einen, den Sie nicht mehr brauchen.",
  url_taken: "Ein anderer Webhook hat diese URL schon. Ändern Sie ihn, oder löschen Sie ihn zuerst.",
  version_too_old:
    "Dieser Webhook nutzt Version {version} seit mehr als {hours} Stunden und kann nicht zu {wanted} zurück. Erstellen Sie für einen Endpunkt, der die ältere Version braucht, einen weiteren Webhook.",
  sign_in_too_old:
    "Ihre Anmeldung ist älter als zehn Minuten. Melden Sie sich ab und wieder an, um den Schlüssel zu sehen.",
  not_scheduled: "Nur ein geplantes Ereignis lässt sich abbrechen. Dieses hat schon begonnen oder ist schon zu Ende.",
  header_twice: "Dieser Header steht zweimal da",
  too_many_headers: "Höchstens {max} eigene Header",
  last_admin: "Das ist der letzte Admin. Machen Sie zuerst ein anderes Mitglied zum Admin.",
  no_admin_anymore: "Sie sind kein Admin mehr. Laden Sie die Seite neu.",
  too_many_invites: "Höchstens {max} Einladungen können offen sein. Ziehen Sie eine zurück, die Sie nicht brauchen.",
  no_email_address: "Wir kennen Ihre E-Mail-Adresse nicht, weil Sie aus Ihrem Buchungssystem kommen.",
  url_unparseable: "Das ist keine gültige URL. Prüfen Sie Hostnamen und Port.",
  url_own_host: "Das ist die Adresse dieses Dashboards. Geben Sie die URL Ihres Endpunkts ein.",
  url_scheme: "Die URL muss mit https:// beginnen",
  url_port: "Dieser Port ist nicht erlaubt. Nutzen Sie 443 (Standard) oder 8443.",
  url_empty: "Geben Sie die URL Ihres Endpunkts ein, beginnend mit https://",
  url_too_long: "Diese URL ist zu lang. Erlaubt sind höchstens 2.048 Zeichen.",
  url_whitespace_or_control: "Die URL enthält ein Leerzeichen oder einen Zeilenumbruch. Entfernen Sie es.",
  url_non_ascii: "Nutzen Sie die xn---Form dieser Domain, und kodieren Sie den Pfad mit Prozentzeichen.",
  url_backslash: "Die URL enthält einen Backslash. Nutzen Sie stattdessen /.",
  url_fragment: "Entfernen Sie den Teil nach dem #. Er wird nie gesendet.",
  url_not_absolute: "Geben Sie die ganze URL ein, beginnend mit https://",
  url_no_host: "Nach https:// fehlt der Hostname",
  url_credentials: "Entfernen Sie Benutzername und Passwort aus der URL. Nutzen Sie stattdessen einen eigenen Header.",
  url_percent_in_host: "Entfernen Sie das Prozentzeichen aus dem Hostnamen.",
  url_ip_literal: "Nutzen Sie einen Hostnamen mit Zertifikat, keine IP-Adresse.",
  url_host_too_long: "Dieser Hostname ist zu lang.",
  url_trailing_dot: "Entfernen Sie den Punkt am Ende des Hostnamens.",
  url_special_use_name: "Diesen Namen gibt es nicht im öffentlichen Internet.",
  url_not_fqdn: "Nutzen Sie einen vollständigen Hostnamen wie hooks.example.com.",
  url_bad_label: "Der Hostname darf nur Buchstaben, Ziffern und Bindestriche enthalten.",
  url_bad_tld: "Der Hostname muss mit einer Top-Level-Domain wie .com enden.",
};
