//! Words of page 6, the cutover.

messages! {
    // The picture.
    users => "utilisateurs" | "users";
    live => "EN LIGNE" | "LIVE";
    record => "enregistrement DNS" | "DNS record";
    alias => "alias de plateforme" | "platform alias";
    ttl(secs) => "TTL {secs} s" | "TTL {secs}s";
    low_since(clock) => "bas depuis {clock}" | "low since {clock}";
    not_low_yet => "pas encore abaissé" | "not lowered yet";
    not_reached(level) => "pas {level}" | "not {level}";
    failing(share) => "err. {share}" | "err. {share}";
    share_unknown => "part inconnue" | "share unknown";

    // Parts by their short names.
    part_truth => "vérité" | "truth";
    part_answers => "réponses" | "answers";
    part_way_back => "retour" | "way back";
    part_rollbacks => "chrono" | "stopwatch";

    // The truth.
    truth => "Niveaux de vérité" | "Levels of truth";
    truth_before => "Avant la bascule" | "Before the switch";
    nothing_moved(key) => "Rien n'a encore bougé. {key} ouvre la bascule ; ici viendront ses cinq niveaux de vérité et leurs heures." | "Nothing moved yet. {key} opens the switch; its five levels of truth and their times will stand here.";
    gates_open => "toutes les conditions sont réunies" | "all gates are open";
    gates_closed(count) => "fermées : {count}" | "closed: {count}";
    means_asked => "l'ordre est au journal" | "the order is on record";
    means_accepted => "le fournisseur l'a pris" | "the provider took it";
    means_authoritative(side) => "ses serveurs disent {side}" | "its servers say {side}";
    means_resolvers(side) => "les caches disent {side}" | "the caches say {side}";
    means_observed(side) => "connexions neuves : {side}" | "fresh connections: {side}";
    asked_by(who, why) => "{who} · {why}" | "{who} · {why}";
    time_left(left) => "reste {left}" | "{left} left";
    at_most(length) => "≤ {length}" | "≤ {length}";
    missed_after(length) => "pas en {length}" | "not in {length}";
    proof(seen, needed, paths, needed_paths, quiet, needed_quiet) => "{seen}/{needed} vues · {paths}/{needed_paths} chemins · {quiet}/{needed_quiet} sans contraire" | "{seen}/{needed} seen · {paths}/{needed_paths} paths · {quiet}/{needed_quiet} uncontradicted";
    kept_by(who, clock) => "gardé par {who} à {clock}" | "kept by {who} at {clock}";
    movements(count) => "mouvements du jour : {count}" | "movements of the day: {count}";
    decided_by(who, clock, choice) => "{choice} par {who} à {clock}" | "{choice} by {who} at {clock}";
    under_way => "en cours" | "under way";
    repeat_or_return(key) => "refaire, ou revenir ({key})" | "repeat, or go back ({key})";
    repeat(key) => "puis refaire ({key})" | "then repeat ({key})";
    missed_accepted(side) => "Le fournisseur n'a rien confirmé : lire chez lui la valeur du levier avant de refaire l'ordre vers {side}." | "The provider confirmed nothing: read the lever's value there before the order to {side} is repeated.";
    missed_authoritative(side, then) => "L'ordre est pris, les serveurs du nom ne disent pas {side} : vérifier la zone chez le fournisseur, {then}." | "The order was taken, the name's servers do not say {side}: check the zone at the provider, {then}.";
    missed_resolvers(side) => "Un cache garde l'ancienne valeur : attendre son TTL, le vider si on peut. Les autres utilisateurs sont sur {side}." | "A cache holds the old value: wait for its TTL, flush it if you can. Everybody else is on {side}.";
    missed_observed(side, then) => "Des connexions neuves n'arrivent pas sur {side} : vérifier sa santé, son pare-feu et son certificat, {then}." | "Fresh connections do not reach {side}: check its health, firewall and certificate, {then}.";

    // What opens a gate.
    opens_checklist(key) => "page {key} : cocher ce qui reste" | "page {key}: tick what is left";
    opens_window(key) => "attendre la fenêtre, ou {key} : passer outre avec une raison" | "wait for the window, or {key}: override with a reason";
    opens_votes(key) => "{key} : votre voix ; chaque rôle vote depuis sa console" | "{key}: your vote; each role votes from its own console";
    opens_readiness => "la preuve se refait chaque minute : lever ce qui manque" | "it is proved again each minute: mend what is missing";
    opens_low_ttl(low, secs) => "abaisser le TTL à {low} s, puis attendre {secs} s" | "lower the TTL to {low}s, then wait {secs}s";
    opens_critical_alert(key) => "page {key} : prendre en charge ou résoudre" | "page {key}: acknowledge or solve";
    opens_blind(key) => "page {key} : rétablir les sources muettes" | "page {key}: bring silent sources back";
    opens_replica_lag => "attendre que la réplique rattrape" | "wait until the replica has caught up";
    opens_procedure(key) => "page {key} : lancer la procédure, corriger ce qui échoue" | "page {key}: run the procedure, mend what fails";
    opens_analysis(key) => "! pire, ? trop peu de mesures : corriger Green, ou {key} : passer outre" | "! worse, ? too few samples: mend Green, or {key}: override";
    opens_tail => "attendre que les caches aient expiré" | "wait until the caches have expired";
    opens_drained => "attendre : des utilisateurs y ont encore des connexions ouvertes" | "wait: users still have open connections there";
    opens_point_of_no_return => "attendre : jusque-là, c'est le chemin du retour" | "wait: until then it is the way back";
    overridden_by(who, reason) => "passé outre par {who} : {reason}" | "overridden by {who}: {reason}";

    // Answers.
    answers => "Qui répond quoi" | "Who answers what";
    servers => "serveurs du nom" | "the name's servers";
    paths => "connexions neuves" | "fresh connections";
    agree(count, all, side) => "{count}/{all} {side}" | "{count}/{all} {side}";
    never_asked => "Le levier n'a pas encore été lu ; il l'est dès l'ouverture, puis sans cesse. Seront lus :" | "The lever was not read yet; it is from the opening on, again and again. To be read:";
    status(code) => "HTTP {code}" | "HTTP {code}";
    expired => "expiré" | "expired";
    no_answer => "sans réponse" | "no answer";
    answered_at(from, clock, value, ttl) => "{from} à {clock} : {value}, TTL {ttl}" | "{from} at {clock}: {value}, TTL {ttl}";

    // The way back.
    way_back => "Chemin du retour" | "Way back";
    way_to(side) => "vers {side}" | "to {side}";
    proved_at(clock) => "à {clock}" | "at {clock}";
    next_proof(clock) => "prochaine {clock}" | "next {clock}";
    way_there => "c'est l'aller, par le même code que le retour" | "this is the way there, by the same code";
    lingering => "la queue est écoulée : ceux qui restent gardent une connexion ouverte, ou un cache trop longtemps" | "the tail is over: who is left keeps a connection open, or a cache too long";
    how_proved => "Le retour est prouvé chaque minute, à blanc, par le code du vrai retour : levier, santé de la cible, accès." | "The way back is proved each minute by a dry run of the real code: lever, target's health, access.";
    until(clock) => "jusqu'à {clock}" | "until {clock}";
    over_at(clock) => "écoulée à {clock}" | "over at {clock}";
    still_on(side) => "reste {side}" | "still {side}";
    not_before(side, clock) => "NE PAS ARRÊTER {side} avant {clock}" | "DO NOT STOP {side} before {clock}";
    not_confirmed(side) => "NE PAS ARRÊTER {side} : mouvement non confirmé" | "DO NOT STOP {side}: movement not confirmed";
    may_stop(side, clock) => "{side} peut être arrêté depuis {clock}" | "{side} may be stopped since {clock}";
    day_clock(day, clock) => "{day} à {clock}" | "{day} at {clock}";
    traffic_keeps => "retour du trafic : gardées" | "traffic rollback: kept";
    traffic_leaves(side) => "retour du trafic : restent sur {side}" | "traffic rollback: stay on {side}";
    database_loses => "retour de la base : tout ce qui suit sa sauvegarde est perdu" | "database return: all since its backup is lost";
    before_stopping(side) => "avant d'arrêter {side}" | "before {side} is stopped";
    before_switching => "avant de basculer encore" | "before switching again";
    outside => "déplacements hors jday" | "moves outside jday";
    outside_none => "aucun vu aujourd'hui" | "none seen today";
    drifted(from, found, expected) => "{from} répond {found}, attendu {expected}" | "{from} answers {found}, expected {expected}";

    // Stopwatches.
    rollbacks => "Chronomètre des retours" | "Rollback stopwatch";
    no_rollback(key, budget) => "Aucun retour arrière aujourd'hui. {key} l'ouvre ; ici viendront détecter, alerter, décider, exécuter et observer, contre {budget}." | "No rollback today. {key} opens it; detect, alert, decide, execute and observe will stand here, against {budget}.";
    rollback(number, clock) => "retour {number} · {clock}" | "rollback {number} · {clock}";
    total => "total" | "total";
    beside_budget => "non compté" | "not counted";
}
