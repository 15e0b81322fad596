import type { diagnosisEn } from "#features/deliveries/diagnosis-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const diagnosisDe: TextsLike<typeof diagnosisEn> = {
  unknown: {
    title: "Noch kein Ergebnis",
    owner: "Der Versuch läuft noch, oder er endete, bevor wir ihn aufzeichnen konnten.",
    developer: "Für diesen Versuch gibt es bisher weder eine Antwort noch einen Fehler.",
  },
  status: {
    delivered: {
      title: "Zugestellt",
      owner: "Ihr Endpunkt hat es angenommen. Alles in Ordnung.",
      developer: "Die Antwort war {status, number}.",
    },
    redirect: {
      title: "Die Adresse hat sich geändert",
      owner:
        "Der Endpunkt meldet, dass er umgezogen ist. Tragen Sie die neue URL in den Einstellungen des Webhooks ein.",
      developer:
        "Die Antwort war {status, number}. Weiterleitungen folgen wir nie: Tragen Sie die URL aus dem Location-Header ein.",
    },
    refused: {
      title: "Der Endpunkt hat das Ereignis abgelehnt",
      owner:
        "Wir haben den Endpunkt erreicht, aber er nahm dieses Ereignis nicht an. Sein Betreiber findet den Grund in den Logs.",
      developer: "Die Antwort war {status, number}. Nur 2xx gilt als zugestellt.",
    },
    broken: {
      title: "Der Endpunkt hat ein Problem",
      owner:
        "Wir haben den Endpunkt erreicht, aber bei ihm ist ein Fehler aufgetreten. Das geht oft vorüber. Wenn nicht, sagen Sie seinem Betreiber Bescheid.",
      developer:
        "Die Antwort war {status, number}. Suchen Sie in den Logs des Endpunkts nach einem Fehler zu dieser Zeit.",
    },
    denied: {
      title: "Der Endpunkt hat unsere Zugangsdaten abgelehnt ({status, number})",
      owner:
        "Ein Schlüssel oder Passwort fehlt oder ist falsch. Prüfen Sie die eigenen Header in den Einstellungen des Webhooks.",
      developer:
        "Die Antwort war {status, number}. Hinterlegen Sie Zugangsdaten als eigenen Header, oder lassen Sie signierte Anfragen durch.",
    },
    not_found: {
      title: "Unter dieser Adresse gibt es nichts",
      owner: "Den Server gibt es, diese Adresse auf ihm nicht. Prüfen Sie die URL hinter dem Hostnamen auf Tippfehler.",
      developer: "Die Antwort war 404. Prüfen Sie den Pfad und ob die Route POST annimmt.",
    },
    wrong_method: {
      title: "Diese Adresse nimmt keine Webhooks an",
      owner:
        "Die Adresse gibt es, aber sie ist nicht zum Empfangen gedacht. Vielleicht haben Sie die Adresse einer Webseite kopiert.",
      developer: "Die Antwort war 405. Die Route muss POST annehmen.",
    },
    gone: {
      title: "Den Endpunkt gibt es nicht mehr",
      owner: "Der Endpunkt möchte keine Ereignisse mehr. Wenn das behoben ist, schalten Sie diesen Webhook wieder ein.",
      developer: "Die Antwort war 410 Gone. Sie schaltet den Webhook aus.",
    },
    too_large: {
      title: "Das Ereignis war zu groß für den Endpunkt",
      owner: "Der Endpunkt nimmt nur kleinere Anfragen an. Sein Betreiber kann die Grenze erhöhen.",
      developer: "Die Antwort war 413. Erlauben Sie Inhalte von mindestens 256 KiB.",
    },
    too_many: {
      title: "Der Endpunkt bittet uns, langsamer zu senden",
      owner:
        "Er bekommt zu viele Anfragen auf einmal. In den Einstellungen des Webhooks können Sie das Tempo begrenzen.",
      developer: "Die Antwort war 429. Retry-After beachten wir bis zum Ende des Zeitraums für neue Versuche.",
    },
    unavailable: {
      title: "Der Endpunkt ist nicht verfügbar",
      owner:
        "Er ist überlastet oder wird gewartet. Das geht oft vorüber. Wenn nicht, sagen Sie seinem Betreiber Bescheid.",
      developer: "Die Antwort war 503. Retry-After beachten wir bis zum Ende des Zeitraums für neue Versuche.",
    },
  },
  code: {
    dns_error: {
      title: "Die Adresse wurde nicht gefunden",
      owner: "Der Hostname in der URL führt nirgendwohin. Prüfen Sie ihn auf Tippfehler.",
      developer: "Der Hostname ließ sich nicht auflösen. Prüfen Sie seine A- und AAAA-Einträge im öffentlichen DNS.",
    },
    connection_refused: {
      title: "Unter dieser Adresse antwortet nichts",
      owner: "Wir haben den Server gefunden, aber das Programm, das Ihre Ereignisse empfangen soll, läuft dort nicht.",
      developer:
        "Die Verbindung wurde abgelehnt. Prüfen Sie, ob der Server auf diesem Port lauscht und die Firewall uns durchlässt.",
    },
    connection_reset: {
      title: "Die Verbindung brach ab",
      owner:
        "Der Endpunkt hat die Verbindung vor seiner Antwort geschlossen. Wenn das öfter passiert, sagen Sie seinem Betreiber Bescheid.",
      developer:
        "Die Verbindung schloss vor einer vollständigen Antwort. Suchen Sie nach Abstürzen, Proxys oder Größengrenzen auf Ihrer Seite.",
    },
    connect_timeout: {
      title: "Der Endpunkt war nicht erreichbar",
      owner: "Keine Verbindung in der vorgesehenen Zeit. Der Endpunkt ist vielleicht aus oder hinter einer Firewall.",
      developer: "Keine Verbindung innerhalb der Zeitgrenze. So sieht eine Firewall aus, die Pakete verwirft.",
    },
    timeout: {
      title: "Der Endpunkt brauchte zu lange",
      owner:
        "Wir haben den Endpunkt erreicht, aber keine Antwort in der vorgesehenen Zeit bekommen. Vielleicht ist er überlastet oder tut zu viel vor der Antwort.",
      developer:
        "Keine vollständigen Antwort-Header in der Zeit. Antworten Sie sofort mit 2xx und erledigen Sie die Arbeit danach.",
    },
    tls_error: {
      title: "Die sichere Verbindung kam nicht zustande",
      owner:
        "Mit der Verschlüsselung oder dem Zertifikat des Endpunkts stimmt etwas nicht. Sein Betreiber muss es prüfen.",
      developer:
        "Der TLS-Handshake schlug fehl. Prüfen Sie Versionen, Chiffren sowie Daten, Namen und Kette des Zertifikats.",
    },
    blocked_address: {
      title: "Diese Adresse ist nicht erlaubt",
      owner: "Die Adresse führt in ein privates Netz. Dorthin senden wir nie etwas.",
      developer: "Der Host löst zu einer nicht öffentlichen Adresse auf. Verwenden Sie eine öffentliche.",
    },
    invalid_response: {
      title: "Ungültige Antwort",
      owner: "Diese Adresse spricht kein HTTP. Sie gehört vielleicht zu einem anderen Dienst.",
      developer: "Die Antwort war kein gültiges HTTP, oder ihre Header waren zu groß.",
    },
    interrupted: {
      title: "Wir wurden unterbrochen",
      owner: "Das lag an uns, nicht am Endpunkt: Unsere Seite stoppte während des Versuchs.",
      developer:
        "Unser Prozess stoppte während des Versuchs. Das zählt nicht als Fehlschlag. Der Endpunkt sieht dieselbe ID vielleicht zweimal.",
    },
  },
  tls: {
    old_version: {
      title: "Die Verschlüsselung des Endpunkts ist zu alt",
      owner:
        "Sein Server bietet nur Verschlüsselung an, die nicht mehr sicher ist. Bitten Sie den Betreiber, TLS 1.2 oder neuer einzuschalten.",
      developer: "Der Server und wir haben keine gemeinsame TLS-Version. Aktivieren Sie TLS 1.2 oder 1.3.",
    },
    no_common_cipher: {
      title: "Keine Einigung auf eine sichere Verbindung",
      owner:
        "Der Server des Endpunkts brach sofort ab. Sein Betreiber muss die Verschlüsselung prüfen und ob es ein Zertifikat für diese Adresse gibt.",
      developer:
        "Der Server lehnte unsere erste TLS-Nachricht ab. Aktivieren Sie eine ECDHE-Chiffre mit AES-GCM oder ChaCha20-Poly1305, und prüfen Sie, ob für diesen Hostnamen ein Zertifikat installiert ist.",
    },
    other_protocol: {
      title: "Der Endpunkt spricht nur HTTP/2",
      owner: "Sein Server nimmt unsere Art von Verbindung nicht an. Bitten Sie den Betreiber, HTTP/1.1 zu erlauben.",
      developer:
        "Der Server lehnte http/1.1 ab (Alert no_application_protocol). Nehmen Sie http/1.1 in seine ALPN-Protokolle auf.",
    },
    unknown_name: {
      title: "Der Endpunkt kennt diese Adresse nicht",
      owner:
        "Sein Server hat kein Zertifikat für den Namen in dieser URL. Prüfen Sie die URL, oder bitten Sie den Betreiber, den Namen einzurichten.",
      developer:
        "Der Server sandte unrecognized_name auf unsere SNI. Richten Sie diesen Hostnamen und sein Zertifikat ein.",
    },
    client_certificate: {
      title: "Der Endpunkt verlangt ein Client-Zertifikat",
      owner:
        "Sein Server akzeptiert nur Anrufer mit eigenem Zertifikat. Wir haben keines: Bitten Sie den Betreiber um eine URL, die keines braucht.",
      developer:
        "Der Server verlangt gegenseitiges TLS. Schalten Sie es für diese Route aus, und prüfen Sie stattdessen die Signatur.",
    },
    not_tls: {
      title: "An diesem Port gibt es keinen sicheren Server",
      owner: "Die URL beginnt mit https, aber der Server dort verschlüsselt nicht. Prüfen Sie den Port in der URL.",
      developer:
        "Die ersten Bytes dieses Ports sind kein TLS, vermutlich einfaches HTTP. Bieten Sie hier TLS an, oder nehmen Sie den richtigen Port.",
    },
    handshake: {
      title: "Die sichere Verbindung kam nicht zustande",
      owner:
        "Der Endpunkt und wir konnten uns nicht auf eine sichere Verbindung einigen. Bitten Sie seinen Betreiber, in das Log des Servers zu sehen.",
      developer:
        "Der TLS-Handshake schlug fehl. Ein Alert internal_error heißt oft, dass der Server für diesen Hostnamen kein Zertifikat hat.",
    },
    expired: {
      title: "Das Zertifikat des Endpunkts ist abgelaufen",
      owner: "Sein Sicherheitszertifikat ist nicht mehr gültig. Der Betreiber muss es erneuern.",
      developer: "Erneuern Sie das Zertifikat, und laden Sie den Server neu. Prüfen Sie auch die Zwischenzertifikate.",
    },
    not_yet_valid: {
      title: "Das Zertifikat des Endpunkts gilt noch nicht",
      owner:
        "Sein Sicherheitszertifikat gilt erst ab einem späteren Tag. Der Betreiber muss eines installieren, das heute gilt.",
      developer:
        "notBefore des Zertifikats liegt in der Zukunft. Installieren Sie das aktuelle, und prüfen Sie die Uhr des Ausstellers.",
    },
    self_signed: {
      title: "Der Endpunkt hat sein Zertifikat selbst erstellt",
      owner: "Ein Zertifikat muss von einer öffentlichen Stelle kommen. Der Betreiber bekommt eines kostenlos.",
      developer: "Das Zertifikat ist selbstsigniert. Nehmen Sie eines von einer öffentlichen Stelle wie Let's Encrypt.",
    },
    unknown_authority: {
      title: "Das Zertifikat des Endpunkts kommt von einer unbekannten Stelle",
      owner:
        "Die ausstellende Stelle ist nicht allgemein anerkannt. Der Betreiber braucht ein Zertifikat von einer öffentlichen.",
      developer:
        "Die Kette endet bei einer Wurzel, der wir nicht vertrauen. Nehmen Sie eine öffentliche Stelle, und senden Sie alle Zwischenzertifikate.",
    },
    incomplete_chain: {
      title: "Das Zertifikat des Endpunkts ist unvollständig",
      owner:
        "Browser öffnen diese Adresse vielleicht trotzdem, aber ein Teil des Zertifikats fehlt. Der Betreiber muss es vollständig installieren.",
      developer:
        "Der Server sendet das Zwischenzertifikat nicht. Liefern Sie die ganze Kette aus (bei certbot fullchain.pem).",
    },
    wrong_name: {
      title: "Das Zertifikat des Endpunkts gehört zu einer anderen Adresse",
      owner:
        "Sein Sicherheitszertifikat wurde für einen anderen Namen ausgestellt. Prüfen Sie die URL, oder bitten Sie den Betreiber, diesen Namen aufzunehmen.",
      developer:
        "Kein Name im Zertifikat passt zum Host dieser URL. Stellen Sie eines aus, dessen subjectAltName ihn enthält.",
    },
    revoked: {
      title: "Das Zertifikat des Endpunkts wurde zurückgezogen",
      owner: "Die ausstellende Stelle hat das Zertifikat widerrufen. Der Betreiber muss ein neues installieren.",
      developer: "Das Zertifikat ist widerrufen. Ersetzen Sie es samt Schlüssel.",
    },
    bad_certificate: {
      title: "Das Zertifikat des Endpunkts ist nicht annehmbar",
      owner:
        "Sein Sicherheitszertifikat verletzt eine Regel, die für alle gilt. Der Betreiber muss ein anderes installieren.",
      developer:
        "Die Prüfung der Kette scheiterte nicht an Daten, Namen oder Vertrauen: Prüfen Sie Schlüssellängen, Zwecke und Signaturen.",
    },
  },
  reason: {
    http_status: "Der Endpunkt antwortete mit einem Fehler",
    redirect_not_followed: "Die Adresse hat sich geändert",
    gone: "Den Endpunkt gibt es nicht mehr",
    receiver_request: "Der Endpunkt bat uns, nicht mehr zu senden",
    aborted_by_receiver: "Der Endpunkt möchte dieses Ereignis nicht",
    payload_expired: "Die Aufbewahrungszeit der Daten ist abgelaufen",
    erased: "Die Daten wurden auf Wunsch gelöscht",
    canceled_by_user: "Von einer Person abgebrochen",
    webhook_inactive: "Der Webhook war aus",
    webhook_disabled: "Der Webhook wurde automatisch ausgeschaltet",
    webhook_deleted: "Der Webhook wurde gelöscht",
    paused_by_operator: "Von der Plattform angehalten",
  },
};
