//! Words of the situation report (F17).

messages! {
    title => "Point de situation" | "Sitrep";
    not_real_drill => "EXERCICE — rien de réel" | "DRILL — nothing here is real";
    not_real_replay => "RELECTURE — passé rejoué" | "REPLAY — the past played back";
    real => "LIVE" | "LIVE";
    label_clock => "Heure" | "Time";
    label_live => "En ligne" | "Live";
    label_metrics => "Mesures" | "Metrics";
    label_triggers => "Déclencheurs" | "Triggers";
    label_decision => "Décision" | "Decision";
    label_alerts => "Alertes à prendre" | "Alerts to take";
    label_last => "Décidé" | "Decided";
    label_next => "Ensuite" | "Next";
    label_back => "Retour arrière" | "Way back";
    label_there => "Chemin aller" | "Way there";
    label_here => "Présents" | "Here";

    closed => "salle fermée" | "room closed";
    live(side, level, since) => "{side}, {level}, depuis {since}" | "{side}, {level}, since {since}";
    live_still(side, to, level, since) => "{side} ; vers {to} : {level}, demandé à {since}" | "{side}; towards {to}: {level}, asked at {since}";
    live_initial(side) => "{side}, état initial" | "{side}, initial state";
    live_undone(side) => "{side}, déplacé hors jday" | "{side}, moved outside jday";
    missed(level) => "{level} non atteint à temps" | "{level} not reached in time";
    metric(title, value, target) => "{title} {value} (cible {target})" | "{title} {value} (target {target})";
    metric_off(title, value, target) => "{title} {value} HORS CIBLE ({target})" | "{title} {value} OFF TARGET ({target})";
    metric_plain(title, value) => "{title} {value}" | "{title} {value}";
    metric_gap(title) => "{title} : pas de mesure récente" | "{title}: no recent value";
    all_calm => "tous calmes" | "all calm";
    holds(title, held, hold) => "{title} compte {held}/{hold}" | "{title} holding {held}/{hold}";
    fired(title, clock) => "{title} DÉCLENCHÉ à {clock}" | "{title} FIRED at {clock}";
    unsure(title) => "{title} : trop peu de mesures" | "{title}: too little data";
    blind(clock) => "AVEUGLE depuis {clock}" | "BLIND since {clock}";
    no_decision => "aucune n'est attendue" | "none is awaited";
    awaited(why, role, spent, budget) => "retour {why} ; attend {role} ; {spent} sur {budget}" | "rollback {why}; awaits {role}; {spent} of {budget}";
    under_way(title, step) => "{title} en cours : {step}" | "{title} under way: {step}";
    unconfirmed(left) => "basculement à confirmer sous {left}, sinon retour automatique" | "switch to be confirmed within {left}, else an automatic return";
    none => "aucune" | "none";
    alert_line(severity, title) => "{severity} : {title}" | "{severity}: {title}";
    and_more(count) => "et {count} de plus" | "and {count} more";
    nothing_decided => "rien encore" | "nothing yet";
    next_slot(clock, title, left) => "{clock} {title}, dans {left}" | "{clock} {title}, in {left}";
    day_over => "plus de créneau aujourd'hui" | "no further slot today";
    back_ready(side, ago) => "vers {side} : prêt, prouvé il y a {ago}" | "to {side}: ready, proved {ago} ago";
    back_not_ready(side, what) => "PAS PRÊT vers {side} : {what}" | "NOT READY to {side}: {what}";
    back_unknown => "jamais prouvé" | "never proved";
    back_old(ago) => "dernière preuve trop vieille ({ago})" | "last proof too old ({ago})";
    nobody => "personne" | "nobody";

    // What people and rules decided.
    act_proposed(title) => "retour proposé par « {title} »" | "rollback proposed by “{title}”";
    act_requested(title) => "lance : {title}" | "runs: {title}";
    act_decided(choice, title) => "{choice} : {title}" | "{choice}: {title}";
    act_cancelled(title) => "arrête : {title}" | "cancels: {title}";
    act_kept => "le basculement reste" | "the switch stays";
    act_overridden(gate) => "passe outre : {gate}" | "overrides: {gate}";
    act_paused(until) => "automatisme suspendu jusqu'à {until}" | "automation paused until {until}";
    act_resumed => "automatisme rétabli" | "automation works again";
    act_voted(vote) => "vote {vote}" | "votes {vote}";
    act_amended => "plan modifié" | "plan amended";
    act_line(clock, who, what) => "{clock} {who} {what}" | "{clock} {who} {what}";
    act_line_note(clock, who, what, note) => "{clock} {who} {what} (« {note} »)" | "{clock} {who} {what} (“{note}”)";

    // The overlay.
    form_plain => "texte" | "text";
    form_slack => "Slack" | "Slack";
    copied => "copié par le terminal (OSC 52) ; dans tmux il faut « set -g set-clipboard on »" | "copied through the terminal (OSC 52); tmux needs “set -g set-clipboard on”";
    cannot_copy(key) => "ce terminal ne sait pas copier : écrivez un fichier avec {key}" | "this terminal cannot copy: write a file with {key}";
    too_long(key) => "trop long pour le presse-papiers du terminal : écrivez un fichier avec {key}" | "too long for the terminal's clipboard: write a file with {key}";
    written(path) => "écrit : {path}" | "written: {path}";
    not_written(why) => "rien n'est écrit : {why}" | "nothing was written: {why}";
    will_print => "sera imprimé quand vous quitterez la console" | "will be printed when you leave the console";
    will_not_print => "ne sera plus imprimé à la sortie" | "will not be printed on exit any more";
    prints => "imprimé à la sortie" | "printed on exit";
}
