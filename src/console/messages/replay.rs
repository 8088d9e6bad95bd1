//! Words of a replay: scrub bar, jumps, comparison.

messages! {
    // The bar.
    end => "fin du journal" | "end of the journal";
    reading(percent) => "lu à {percent} %" | "{percent}% read";
    heading(percent) => "en route · lu à {percent} %" | "on its way · {percent}% read";
    unreadable_from_here => "illisible après" | "unreadable after";
    broken(why) => "journal abîmé : {why}" | "journal damaged: {why}";
    legend_decision => "décision" | "decision";
    legend_critical => "critique" | "critical";
    legend_important => "important" | "important";
    legend_there => "vers Green" | "to Green";
    legend_back => "retour" | "back";
    legend_blind => "aveugle" | "blind";

    // Going somewhere.
    go_to => "Aller à" | "Go to";
    go_to_hint => "14:09 · 14:09:30 · +5min · -30s · #1189 · Entrée y va · Esc annule" | "14:09 · 14:09:30 · +5min · -30s · #1189 · Enter goes · Esc cancels";
    unreadable => "ce n'est pas un moment : 14:09, 14:09:30, +5min, -30s ou #1189" | "not a moment: 14:09, 14:09:30, +5min, -30s or #1189";
    outside(from, to) => "hors du journal, qui va de {from} à {to}" | "outside the journal, which goes from {from} to {to}";
    no_decision_after => "pas d'autre décision après" | "no further decision";
    no_decision_before => "pas de décision avant" | "no earlier decision";
    no_alert_after => "pas d'autre alerte après" | "no further alert";
    no_alert_before => "pas d'alerte avant" | "no earlier alert";
    no_step_after => "pas d'autre étape après" | "no further step";
    no_step_before => "pas d'étape avant" | "no earlier step";

    // Comparing.
    nothing_beside => "rien à comparer : relancez avec --against JOURNAL ou --with-plan PLAN" | "nothing to compare: start with --against JOURNAL or --with-plan PLAN";
    working => "comparaison en cours…" | "comparing…";
    against_title => "Deux journaux du même scénario" | "Two journals of one scenario";
    plan_title => "Rejugé avec un autre plan" | "Judged by another plan";
    column_here => "CE JOURNAL" | "THIS JOURNAL";
    column_there => "L'AUTRE" | "THE OTHER";
    column_was => "A ÉTÉ" | "WAS";
    column_would => "AURAIT ÉTÉ" | "WOULD HAVE BEEN";
    differences(count) => "{count} différences" | "{count} differences";
    difference_one => "1 différence" | "1 difference";
    difference_none => "aucune différence" | "no difference";

    heading_outcome => "Issue" | "Outcome";
    heading_decisions => "Décisions" | "Decisions";
    heading_runs => "Procédures" | "Procedures";
    heading_triggers => "Déclencheurs" | "Triggers";
    heading_untaken => "Alertes que personne n'a prises" | "Alerts that nobody took on";
    heading_plan => "Ce que l'autre plan change" | "What the other plan changes";
    heading_blind => "Aveugle" | "Blind";

    row_final => "côté en ligne à la fin" | "side live at the end";
    row_lasts => "durée" | "length";
    row_score => "note" | "score";
    row_plan => "plan" | "plan";
    row_total => "demande → observé" | "request → observed";
    row_levels => "jusqu'à observé" | "until observed";
    by_trigger => "proposé" | "proposed";
    row_result => "résultat" | "result";
    same_plan => "le même" | "the same";
    other_plan => "un autre" | "another";
    points(points) => "{points}/100" | "{points}/100";
    unscored => "sans note" | "not scored";
    nothing => "—" | "—";

    proposed(what) => "proposé · {what}" | "proposed · {what}";
    asked(what) => "demandé · {what}" | "asked · {what}";
    cancelled(what) => "arrêté · {what}" | "cancelled · {what}";
    approved(what) => "approuvé · {what}" | "approved · {what}";
    declined(what) => "pas maintenant · {what}" | "not now · {what}";
    voted_go => "vote « go »" | "go vote";
    voted_no_go => "vote « no-go »" | "no-go vote";
    overrode(gate) => "passé outre · {gate}" | "overrode · {gate}";
    paused => "automatisme suspendu" | "automation paused";
    resumed => "automatisme rétabli" | "automation resumed";
    kept => "basculement confirmé" | "switch confirmed";
    amended => "plan modifié" | "plan amended";
    took_on(alert) => "pris en charge · {alert}" | "took on · {alert}";

    never_counted => "n'a jamais compté" | "never counted";
    held(longest, hold) => "a compté {longest} sur {hold}, sans déclencher" | "counted {longest} of {hold}, never fired";
    fired(began, fired) => "depuis {began}, déclenché {fired}" | "since {began}, fired {fired}";
    fired_proposes(began, fired) => "depuis {began}, propose {fired}" | "since {began}, proposes {fired}";
    and_more(first, count) => "{first} (+{count})" | "{first} (+{count})";
    cleared(first, at) => "{first}, fini {at}" | "{first}, over {at}";
    not_in_plan => "absent de ce plan" | "not in this plan";
    not_recorded(metric) => "mesure « {metric} » non enregistrée : rien à dire" | "metric “{metric}” was not recorded: nothing to say";
    blind_from(from, to) => "{from} → {to}" | "{from} → {to}";
    seen_all_along => "voyait tout du long" | "saw all along";
    to_the_end => "fin" | "end";
    one_more_difference => "et une ligne d'écart sans effet sur un verdict" | "and one line of difference that no verdict depends on";
    more_differences(count) => "et {count} lignes d'écart sans effet sur un verdict" | "and {count} lines of difference that no verdict depends on";
    plan_unchanged => "rien : c'est le même plan" | "nothing: it is the same plan";
    limits => "Décisions telles que prises ; un autre verdict en aurait amené d'autres." | "Decisions stay as they were taken: another verdict would have led to others.";
    result_open => "en cours" | "under way";
}
