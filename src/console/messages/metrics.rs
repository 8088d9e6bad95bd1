//! Words of page 2, the metrics.

messages! {
    // The chart.
    minutes(count) => "{count} min" | "{count} min";
    day_since(clock) => "jour, depuis {clock}" | "day, since {clock}";
    whole_day => "24 h" | "24 h";
    place(at, all) => "{at}/{all}" | "{at}/{all}";
    between(low, high) => "de {low} à {high}" | "{low} to {high}";
    nothing_read => "rien n'a été lu sur cette période" | "nothing was read in this time";
    off_target => "hors cible" | "off target";
    on_target => "dans la cible" | "on target";

    // About the chosen metric.
    about => "En détail" | "In detail";
    no_target => "suivie sans cible" | "watched without a target";
    on_both(target) => "{target}, Blue et Green ensemble" | "{target}, Blue and Green together";
    source(name) => "source {name}" | "source {name}";
    every(length) => "lue toutes les {length}" | "read every {length}";
    over(length) => "calculée sur {length}" | "taken over {length}";
    covered(share) => "mesures présentes {share}" | "samples cover {share}";
    silent_since(clock) => "source muette depuis {clock}" | "source silent since {clock}";
    unwatched => "aucun déclencheur ne la surveille" | "no trigger watches it";

    // Marks on the axis of time.
    on_the_axis(span) => "Sur l'axe du temps · {span}" | "On the axis of time · {span}";
    nothing_marked => "ni bascule, ni décision, ni alerte" | "no switch, no decision, no alert";
    moved(side) => "trafic sur {side}" | "traffic on {side}";
    asked_to_move(side) => "bascule vers {side} demandée" | "move to {side} asked for";
    drifted(found) => "levier déplacé hors jday : {found}" | "lever moved outside jday: {found}";
    proposed(title) => "retour proposé : {title}" | "rollback proposed: {title}";
    decided(what, who) => "{what} · {who}" | "{what} · {who}";
    kept => "bascule confirmée" | "switch confirmed";
    overridden(gate) => "passe outre « {gate} »" | "overrides “{gate}”";
    voted_go => "vote go" | "votes go";
    voted_no_go => "vote no-go" | "votes no-go";
    automation_paused => "automatisme en pause" | "automation paused";
    automation_resumed => "automatisme repris" | "automation resumed";
    plan_amended => "plan modifié" | "plan amended";

    // Nothing to show.
    plan_measures_nothing => "Le plan ne mesure rien : ajoutez-y des [[metrics]]." | "The plan measures nothing: add [[metrics]] to it.";
    filter_finds_nothing => "Aucune mesure ne passe le filtre : Échap l'efface." | "No metric passes the filter: Escape clears it.";
}
