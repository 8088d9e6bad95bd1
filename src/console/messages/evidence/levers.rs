//! Levers, and the proof of the way back.

use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // Every lever.
    ("no answer within {} s", "pas de réponse en {} s"),
    ("it points at {}", "il pointe vers {}"),
    ("it points at {}; expected {}", "il pointe vers {} ; attendu : {}"),
    ("it points at {} already, and not by jday", "il pointe déjà vers {}, et ce n'est pas jday"),
    ("read again: at {}", "relu : sur {}"),
    ("BUT read again it still points at {}", "MAIS relu, il pointe toujours vers {}"),
    ("BUT read again: {}", "MAIS relu : {}"),
    ("it cannot be read again: {}", "impossible à relire : {}"),
    ("read again: it points at {}", "relu : il pointe vers {}"),
    ("read again: it still points at {}", "relu : il pointe toujours vers {}"),
    ("read again: {}", "relu : {}"),
    ("it could not be read", "il n'a pas pu être lu"),
    ("it cannot be read: {}", "impossible à lire : {}"),
    ("it can be read", "il peut être lu"),
    ("it cannot be read whether it points at {}", "impossible de lire s'il pointe vers {}"),
    ("it answers what is asked", "il répond à ce qui est demandé"),
    ("it already points at {}", "il pointe déjà vers {}"),
    ("accepted: {}", "accepté : {}"),
    ("already at {}: {}", "déjà sur {} : {}"),
    // After the name of a server each part of these is looked up by itself.
    ("expected {}", "attendu : {}"),
    ("it has {}, which is no side's", "il a {}, qui n'est d'aucun côté"),
    ("set the records right by hand", "corrigez les enregistrements à la main"),
    (
        "set the records right by hand, then ask again",
        "corrigez les enregistrements à la main, puis redemandez",
    ),
    ("it has {}, and nothing was sent", "il a {}, et rien n'a été envoyé"),
    // What jday warns of by itself.
    ("level {}", "niveau {}"),
    ("{} (expected {})", "{} (attendu : {})"),
    ("it has {}", "il a {}"),
    ("already at", "déjà sur"),
    // Records.
    ("{} is {}, which is neither side's", "{} vaut {}, qui n'est d'aucun des deux côtés"),
    ("{} is not there", "{} n'existe pas"),
    ("not there", "absent"),
    ("already at blue", "déjà sur Blue"),
    ("already at green", "déjà sur Green"),
    ("at blue", "sur Blue"),
    ("at green", "sur Green"),
    ("the records disagree: {}", "les enregistrements se contredisent : {}"),
    (
        "points at {}; {} bytes would point {} records at {}; {}",
        "pointe vers {} ; {} octets pointeraient {} enregistrements vers {} ; {}",
    ),
    (
        "points at {}; read only, for the plan names no dry_run",
        "pointe vers {} ; lu seulement, car le plan ne nomme pas de dry_run",
    ),
    ("points at {}; it has no compare-and-set", "pointe vers {} ; sans comparaison avant écriture"),
    ("points at {}; {}", "pointe vers {} ; {}"),
    ("points at {}, may be pointed at {}", "pointe vers {}, peut être pointé vers {}"),
    ("points at {}", "pointe vers {}"),
    // RFC 2136.
    ("it said NOERROR", "il a répondu NOERROR"),
    ("read back at {}: {}", "relu sur {} : {}"),
    ("{}; read back: {}", "{} ; relu : {}"),
    ("{}; it has {}", "{} ; il a {}"),
    ("{}, kept for {} s", "{}, gardé {} s"),
    (
        "it would take a signed update of every record",
        "il prendrait une mise à jour signée de chaque enregistrement",
    ),
    (
        "the records are not as they were read ({}): somebody else changed them",
        "les enregistrements ne sont plus tels que lus ({}) : quelqu'un d'autre les a changés",
    ),
    (
        "BADSIG: the server has another secret for this key; compare live.lever.rfc2136.key.secret with it",
        "BADSIG : le serveur a un autre secret pour cette clé ; comparez-le à live.lever.rfc2136.key.secret",
    ),
    (
        "BADKEY: the server does not take this key here; compare its name and algorithm with the server's",
        "BADKEY : le serveur ne prend pas cette clé ici ; comparez son nom et son algorithme à ceux du serveur",
    ),
    (
        "BADTIME: the server's clock is {} s from this one; set both by NTP",
        "BADTIME : l'horloge du serveur est à {} s de celle-ci ; réglez les deux par NTP",
    ),
    (
        "NOTAUTH: the server has no such zone, or does not take the key, its secret or this machine's clock",
        "NOTAUTH : le serveur n'a pas cette zone, ou refuse la clé, son secret ou l'horloge de cette machine",
    ),
    ("NOTZONE: a record lies outside the zone", "NOTZONE : un enregistrement est hors de la zone"),
    (
        "REFUSED without a signature: the server has no such zone, or does not take the key, its secret, this \
         machine's clock or updates from here; its log says which",
        "REFUSED sans signature : le serveur n'a pas cette zone, ou refuse la clé, son secret, l'horloge de cette \
         machine ou les mises à jour d'ici ; son journal dit lequel",
    ),
    (
        "REFUSED: the server does not let this key change these records; look at its update policy",
        "REFUSED : le serveur ne laisse pas cette clé changer ces enregistrements ; voyez sa règle de mise à jour",
    ),
    ("the server answered NOERROR without a signature", "le serveur a répondu NOERROR sans signature"),
    ("the server answered {}", "le serveur a répondu {}"),
    ("the answer's signature does not hold: {}", "la signature de la réponse ne tient pas : {}"),
    ("SERVFAIL: the server does not know either", "SERVFAIL : le serveur ne sait pas non plus"),
    ("what came is no answer to the update", "ce qui est venu n'est pas une réponse à la mise à jour"),
    ("what came is no answer", "ce qui est venu n'est pas une réponse"),
    ("the update does not fit into a message", "la mise à jour ne tient pas dans un message"),
    // PowerDNS, Cloudflare, Route 53.
    ("it answers {} twice", "il donne {} deux fois"),
    (
        "it answers {} where 204 says yes: is there a proxy? {}",
        "il répond {} là où 204 dit oui : y a-t-il un proxy ? {}",
    ),
    (
        "PowerDNS has no compare-and-set; it was read just before",
        "PowerDNS ne compare pas avant d'écrire ; il a été lu juste avant",
    ),
    ("the answer has no result", "la réponse n'a pas de résultat"),
    ("{} has more records than {}", "{} a plus d'enregistrements que {}"),
    ("; Cloudflare blocks every call for minutes", " ; Cloudflare bloque tout appel pendant des minutes"),
    ("Cloudflare blocks every call for minutes", "Cloudflare bloque tout appel pendant des minutes"),
    ("it says yes, and not to what was asked", "il dit oui, mais pas à ce qui était demandé"),
    ("it says yes, and to something else", "il dit oui, mais à autre chose"),
    ("it says no, and not why", "il dit non, sans dire pourquoi"),
    (
        "proxied: name servers never show where it points; empty live.survey.authoritative",
        "derrière le proxy : les serveurs de noms ne montrent jamais où il pointe ; videz live.survey.authoritative",
    ),
    (
        "{} proxied: only fresh connections show where it points",
        "{} derrière le proxy : seules des connexions neuves montrent où il pointe",
    ),
    (
        "Cloudflare has no compare-and-set; it was read just before",
        "Cloudflare ne compare pas avant d'écrire ; il a été lu juste avant",
    ),
    ("{} is {}; jday does not move it", "{} est {} ; jday ne le déplace pas"),
    ("an alias, which has no values", "un alias, qui n'a pas de valeurs"),
    ("one of several weighted or routed sets", "un ensemble pondéré ou routé parmi d'autres"),
    ("bound to a health check", "lié à un contrôle de santé"),
    ("without a time to live", "sans durée de vie"),
    (
        "change {} INSYNC: every name server of the zone has it",
        "changement {} INSYNC : tous les serveurs de la zone l'ont",
    ),
    (
        "change {} {}: its name servers follow, as a rule within a minute",
        "changement {} {} : ses serveurs suivent, en général en une minute",
    ),
    ("change {} {}", "changement {} {}"),
    ("compared and set in one batch", "comparé et écrit d'un seul lot"),
    (
        "; its clock is {} s ahead of this one, which breaks signatures",
        " ; son horloge avance de {} s sur celle-ci, ce qui casse les signatures",
    ),
    (
        "its clock is {} s ahead of this one, which breaks signatures",
        "son horloge avance de {} s sur celle-ci, ce qui casse les signatures",
    ),
    (
        "the answer is {}, not XML: is there a proxy? {}",
        "la réponse est {}, pas du XML : y a-t-il un proxy ? {}",
    ),
    ("the answer is no text", "la réponse n'est pas du texte"),
    // Programs.
    ("reading failed with {}: {}", "la lecture a échoué avec {} : {}"),
    ("it reads {}, which is neither blue nor green", "il lit {}, qui n'est ni blue ni green"),
    ("exit {}: {}", "code {} : {}"),
    // Vercel.
    ("its alias is on the way to {} ({})", "son alias est en route vers {} ({})"),
    ("it has no production deployment", "il n'a pas de déploiement de production"),
    ("production is {}, neither side's", "la production est {}, d'aucun des deux côtés"),
    (
        "a rolling release is going on and would queue it; complete or abort that first",
        "une mise en production progressive est en cours et la mettrait en file ; terminez-la ou annulez-la d'abord",
    ),
    ("{} is ready at {}", "{} est prêt à {}"),
    (
        "202: queued behind a rolling release; complete or abort that, then read again",
        "202 : en file derrière une mise en production progressive ; terminez-la ou annulez-la, puis relisez",
    ),
    (
        "it answers {} where 201 says yes: is there a proxy? {}",
        "il répond {} là où 201 dit oui : y a-t-il un proxy ? {}",
    ),
    ("not seen", "pas vu"),
    ("{} accepted; after {} s it is {}", "{} accepté ; après {} s : {}"),
    ("{} accepted; {}", "{} accepté ; {}"),
    (
        "{} ended as {}: some domains may have moved and others not",
        "{} terminé en {} : des domaines ont pu bouger, d'autres non",
    ),
    (
        "autoAssignCustomDomains is off: the next deployment stays staged until a promotion",
        "autoAssignCustomDomains est coupé : le prochain déploiement reste en attente jusqu'à une promotion",
    ),
    ("{} succeeded; {}", "{} réussi ; {}"),
    ("belongs to another project", "appartient à un autre projet"),
    (
        "is no production deployment; it would be built anew",
        "n'est pas un déploiement de production ; il serait reconstruit",
    ),
    ("not told whether promoted", "promu ou non, ce n'est pas dit"),
    ("is {}, {}; it cannot be moved to", "est {}, {} ; on ne peut pas y aller"),
    (
        "it has not moved, and may be queued behind a rolling release",
        "il n'a pas bougé, et attend peut-être derrière une mise en production progressive",
    ),
    ("the team's plan does not allow it", "l'abonnement de l'équipe ne le permet pas"),
    ("something else moves the alias just now", "autre chose déplace l'alias en ce moment"),
    ("the deployment is gone", "le déploiement n'existe plus"),
    // The application's own way back.
    ("the plan names no [live.application]", "le plan ne nomme pas de [live.application]"),
    ("its alias is on the way", "son alias est en route"),
    ("403: the token may not move this alias", "403 : le jeton ne peut pas déplacer cet alias"),
    (
        "failed: some domains may have moved and others not",
        "échec : des domaines ont pu bouger, d'autres non",
    ),
    ("accepted, and not looked at again", "accepté, et pas relu"),
    ("succeeded; read again: at {}", "réussi ; relu : sur {}"),
    // A drill's.
    ("403: the token may not change this record", "403 : le jeton ne peut pas changer cet enregistrement"),
    ("compare-and-set: expected {}, found {}", "comparaison avant écriture : attendu {}, trouvé {}"),
    ("already: {}", "déjà : {}"),
    ("the lever gave no answer", "le levier n'a pas répondu"),
    ("no answer from the lever", "le levier ne répond pas"),
    ("{} (neither side)", "{} (aucun des deux côtés)"),
    ("{} answers 503 to its health check", "{} répond 503 à son contrôle de santé"),
    ("{} is healthy, version {}", "{} est en bonne santé, version {}"),
    ("token accepted", "jeton accepté"),
    ("dry run over, nothing changed", "essai à blanc terminé, rien n'a changé"),
    // The room's own.
    ("approved before the engine was away: ask again", "approuvé avant l'absence du moteur : redemandez"),
];
