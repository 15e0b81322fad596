import type { TextsLike } from "#features/translate.ts";
import { webhookFormDe } from "#features/webhooks/form/form-de.ts";
import { recoverDe } from "#features/webhooks/recovery/recover-de.ts";
import { secretDe } from "#features/webhooks/secret/secret-de.ts";
import type { webhooksEn } from "#features/webhooks/webhooks-en.ts";

export const webhooksDe: TextsLike<typeof webhooksEn> = {
  badge: {
    healthy: { label: "In Ordnung", meaning: "Zustellungen kommen an." },
    failing: {
      label: "Gestört",
      meaning: "Die letzten Anfragen sind fehlgeschlagen. Wir versuchen es automatisch erneut.",
    },
    paused: { label: "Pausiert", meaning: "Zu viele Anfragen in Folge sind fehlgeschlagen. Wir prüfen regelmäßig." },
    disabled: { label: "Aus", meaning: "Es wird nichts gesendet." },
    turnedOff: { label: "Abgeschaltet", meaning: "Wir haben diesen Webhook abgeschaltet." },
  },
  page: {
    back: "Webhooks",
    tabsLabel: "Bereiche dieses Webhooks",
    tabs: {
      overview: "Übersicht",
      deliveries: "Zustellungen",
      settings: "Einstellungen",
      secret: "Signaturschlüssel",
      test: "Test senden",
    },
    inspector: "Inspektor öffnen",
  },
  notice: {
    unknown: "Der Zustand dieses Webhooks konnte nicht geladen werden",
    retry: "Erneut versuchen",
    failingTitle:
      "{count, plural, one {Die letzte Anfrage ist fehlgeschlagen} other {Die letzten # Anfragen sind fehlgeschlagen}}",
    failingAbout: "Gestört seit <since></since>. Nichts geht verloren: Wir versuchen es automatisch erneut.",
    failingAboutUnknown: "Nichts geht verloren: Wir versuchen es automatisch erneut.",
    pausedTitle:
      "{count, plural, one {Pausiert nach # fehlgeschlagenen Anfrage} other {Pausiert nach # fehlgeschlagenen Anfragen}}",
    pausedSince: "Gestört seit <since></since>.",
    pausedWaiting: "{waiting} angehalten. Nichts geht verloren.",
    pausedEmpty: "Nichts wartet. Das nächste Ereignis dient als Prüfung.",
    nextCheck: "Nächste automatische Prüfung <at></at>.",
    checking: "Wir prüfen gerade.",
    lastTried: "Letzter Versuch <at></at>.",
    offTitle: "Dieser Webhook ist aus",
    turnedOffTitle: "Wir haben diesen Webhook abgeschaltet",
    off: {
      by_user: "Bis Sie ihn wieder einschalten, wird nichts gesendet.",
      gone: "Der Endpunkt hat geantwortet, dass es ihn nicht mehr gibt (410). Fragen Sie dessen Entwickler, bevor Sie ihn wieder einschalten.",
      receiver_request:
        "Der Endpunkt hat uns gebeten, nichts mehr zu senden. Fragen Sie dessen Entwickler, bevor Sie ihn wieder einschalten.",
      failing: "Tagelang sind alle Anfragen fehlgeschlagen. Bis Sie ihn wieder einschalten, wird nichts gesendet.",
    },
    offFailingSince:
      "Seit <since></since> sind alle Anfragen fehlgeschlagen. Bis Sie ihn wieder einschalten, wird nichts gesendet.",
    warnBy: "Wenn bis <at></at> alle Anfragen fehlschlagen, schalten wir diesen Webhook ab.",
    warnSoon: "Wenn auch die nächsten Prüfungen fehlschlagen, schalten wir diesen Webhook ab.",
    turnOn: "Wieder einschalten",
    seeFailures: "Fehlgeschlagene ansehen",
    missed: "{count, plural, one {Bisher wurde # Ereignis verpasst.} other {Bisher wurden # Ereignisse verpasst.}}",
    missedHint: "Sie können sie senden, sobald der Webhook eingeschaltet ist.",
  },
  response: {
    title: "Letzte Antwort",
    lastFailed: "Letzter fehlgeschlagener Versuch",
    none: "Keine Antwort",
    forOwner: "Was das bedeutet",
    forDeveloper: "Für Entwickler",
    body: "Text der Antwort",
    open: "Versuch öffnen",
    gone: "Der Versuch ist älter als die Einzelheiten in Ihrem Protokoll.",
    noBody: "Der Endpunkt hat keinen Text gesendet.",
  },
  figures: {
    title: "Menge und Erfolg",
    range: "Zeitraum",
    ranges: { day: "24 Stunden", week: "7 Tage", month: "30 Tage" },
    delivered: "Zugestellt",
    succeeded: "Erfolgreiche Anfragen",
    failed: "Fehlgeschlagene Anfragen",
    success: "Erfolgsquote",
    p50: "Mittlere Antwortzeit",
    p95: "95 % innerhalb von",
    ms: "{ms, number} ms",
    none: "Keine Anfragen in diesem Zeitraum.",
    chart: "Anfragen im Zeitverlauf",
  },
  history: {
    title: "Zustand der letzten 30 Tage",
    since: "seit <at></at>",
    healthyFor: "{percent} der Zeit in Ordnung",
    list: "Zustände der Reihe nach",
    more: "{count, plural, one {# Wechsel} other {# Wechsel}}",
    testNote: "Pausen eines Test-Webhooks werden nicht aufgezeichnet.",
  },
  causes: {
    title: "Warum Anfragen fehlgeschlagen sind",
    none: "Keine fehlgeschlagenen Anfragen in diesem Zeitraum.",
    count: "{count, plural, one {# Anfrage} other {# Anfragen}}",
    last: "zuletzt <at></at>",
    open: "Diese Zustellungen zeigen: {cause}",
  },
  about: {
    title: "Über diesen Webhook",
    url: "URL",
    events: "Ereignisse",
    secret: "Signaturschlüssel",
    header: "Eigener Header",
    created: "Erstellt",
    name: "Name",
    copy: "URL",
    today: "Heute: {types}, und Arten, die später hinzukommen.",
    todayAll: "Heute {count, plural, one {# Ereignisart} other {# Ereignisarten}}, und Arten, die später hinzukommen.",
  },
  nextUp: {
    title: "Wartend",
    waiting: "{waiting} in Wartestellung",
    limited: "{waiting} in Wartestellung, höchstens {perSecond, number} pro Sekunde",
    attempt: "Versuch {number, number}",
    more: "und danach {waiting}",
    list: "Wartende Zustellungen",
    seeAll: "Alle wartenden Zustellungen ansehen",
  },
  deliveries: {
    title: "Neueste Zustellungen",
    all: "Alle Zustellungen dieses Webhooks ansehen",
    none: "Noch wurde nichts gesendet.",
    noneHint: "Senden Sie einen Test, dann erscheint hier die erste Zustellung.",
  },
  waiting: {
    cancel: "Wartende Zustellungen abbrechen",
    about:
      "Nimmt zurück, was noch nicht gesendet wurde. Der Webhook bleibt eingeschaltet, und Sie können die Ereignisse später nachsenden.",
    nothing: "Nichts wartet.",
    ask: "{waiting} abbrechen?",
    askAbout:
      "{count, plural, one {Sie wird} other {Sie werden}} nicht an diesen Webhook gesendet. Neue Ereignisse werden weiter gesendet. Mit „Verpasste Ereignisse nachsenden“ können Sie das später nachholen.",
    confirm: "{waiting} abbrechen",
    keep: "{count, plural, other {Behalten}}",
    done: "{count, plural, one {# Zustellung abgebrochen} other {# Zustellungen abgebrochen}}",
  },
  danger: {
    title: "Gefahrenbereich",
    off: "Ausschalten",
    offAbout: "Bis Sie ihn wieder einschalten, wird nichts gesendet. Wartende Zustellungen werden abgebrochen.",
    on: "Einschalten",
    onAbout: "Neue Ereignisse werden wieder gesendet. Verpasste Ereignisse können Sie nachsenden.",
    offAsk: "Diesen Webhook ausschalten?",
    offAskAbout:
      "{count, plural, =0 {Bis Sie ihn wieder einschalten, wird nichts mehr gesendet.} other {Bis Sie ihn wieder einschalten, wird nichts mehr gesendet; abgebrochen: {waiting}. Sie können sie später nachsenden.}}",
    delete: "Webhook löschen",
    deleteAbout:
      "Gibt die URL frei. Frühere Zustellungen bleiben im Protokoll. Das lässt sich nicht rückgängig machen.",
    deleteAsk: "Diesen Webhook löschen?",
    deleteAskAbout:
      "An {name} wird nichts mehr gesendet, wartende Zustellungen werden abgebrochen. Frühere Zustellungen bleiben im Protokoll. Das lässt sich nicht rückgängig machen.",
    deleted: "Webhook gelöscht",
    isOn: "Webhook eingeschaltet",
    isOff: "Webhook ausgeschaltet",
    failed: "Die Änderung wurde nicht gespeichert",
  },
  test: {
    title: "Test senden",
    about: "Sendet eine echte Anfrage und zeigt die Antwort, sobald sie eintrifft.",
  },
  created: {
    title: "Ihr Webhook ist bereit",
    open: "Zu diesem Webhook",
    step1: "1. Signaturschlüssel kopieren",
    step1About: "Sie finden ihn später unter „Signaturschlüssel“ wieder.",
    step2: "2. Signatur prüfen",
    step2About: "Geben Sie das den Entwicklern des Endpunkts.",
    step3: "3. Test senden",
  },
  version: {
    title: "API-Version",
    available: "API-Version {newest} ist verfügbar",
    current: "Dieser Webhook erhält seine Ereignisse in Version {current}.",
    upgrade: "Auf {newest} umstellen",
    changes: {
      previous:
        "Ein Ereignis über eine Änderung enthält die alten Werte in einem Feld, data.previous: bei einem verschobenen Termin data.previous.startTime statt data.previousStartTime. Alle anderen Felder bleiben gleich.",
    },
    advice:
      "Fragen Sie Ihre Entwickler, ob der Endpunkt bereit ist. Sie können 72 Stunden lang zurück. Bestehende Zustellungen behalten ihre Version.",
    lastEvent: "Ihr letztes Ereignis, „{event}“",
    sample: "Ein Beispiel, „{event}“",
    see: "Unterschied ansehen",
    legend: "{what}: jetzt (−) und nach der Umstellung (+).",
    compared: "{what}, jetzt und nach der Umstellung",
    upgraded: "Von {from} auf {current} umgestellt.",
    back: "Zurück zu {to}",
    backAbout:
      "Kommt der Endpunkt mit der neuen Version nicht zurecht, können Sie bis <until></until> zurück. Neue Ereignisse nutzen dann wieder die alte Version.",
    changed: "Neue Ereignisse nutzen Version {version}",
    failed: "Die Version wurde nicht geändert",
    removed: "Entfernt: ",
    added: "Neu: ",
    unchanged: "… {count, plural, one {# unveränderte Zeile} other {# unveränderte Zeilen}}",
  },
  unsent: {
    title: "{count, plural, one {# eigener Header wird nicht gesendet} other {# eigene Header werden nicht gesendet}}",
    about:
      "Wir lassen <names></names> weg: Proxys, Plattformen und unsere eigene Signatur nutzen diesen Namen. Entfernen Sie den Header oder wählen Sie einen anderen Namen.",
  },
  form: webhookFormDe,
  secret: secretDe,
  recover: recoverDe,
};
