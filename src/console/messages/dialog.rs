//! Words of the dialogs.

use crate::console::lang::Lang;

/// How many gates hold the switch, and the way past them.
pub fn gates_closed(lang: Lang, count: usize) -> String {
    if count == 1 { gates_closed_one(lang).to_owned() } else { gates_closed_many(lang, count) }
}

messages! {
    switch_title => "Basculer le trafic vers Green" | "Switch the traffic to Green";
    rollback_title => "Ramener le trafic vers Blue" | "Bring the traffic back to Blue";
    run_title(title) => "Lancer : {title}" | "Run: {title}";
    note_title => "Note au journal" | "Note to the journal";
    vote_title => "Votre vote pour le basculement" | "Your vote for the switch";
    decide_title(title) => "Décision attendue : {title}" | "Decision awaited: {title}";
    override_title => "Passer outre une condition" | "Override a gate";
    automation_title => "Retour arrière automatique" | "Automatic rollback";
    procedure_title => "Procédures du plan" | "Procedures of the plan";
    close_title => "Fermer la salle" | "Close the room";
    close_means => "La surveillance s'arrête pour tous ; le journal reste et se relit." | "The watch ends for everybody; the journal stays and can be replayed.";
    cancel_title(title) => "Arrêter : {title}" | "Cancel: {title}";
    cancel_which => "Quelle procédure arrêter ?" | "Which run to cancel?";
    cancel_yes => "Arrêter" | "Cancel the run";
    cancel_not => "Laisser continuer" | "Let it go on";
    cancel_pipeline(step) => "{step} — GitHub est prié d'y mettre fin ; ses jobs « always() » tournent encore" | "{step} — GitHub is asked to end it; its “always()” jobs still run";
    cancel_command(step) => "{step} — le programme reçoit TERM, puis KILL s'il ne finit pas" | "{step} — the program gets TERM, then KILL if it does not end";
    cancel_step(step) => "{step} — reste en plan" | "{step} — is left out";
    cancel_stands => "Aucune autre étape ne commence. Ce qui est fait reste fait ; rien n'est défait." | "No further step begins. What is done stays done; nothing is undone.";
    quit_title => "Quitter cette console ?" | "Leave this console?";

    would => "Ce qui se passerait :" | "What would happen:";
    would_point(name, from, to) => "{name} : {from} → {to}" | "{name}: {from} → {to}";
    would_tail(length) => "des caches peuvent garder l'ancienne valeur pendant {length}" | "caches may keep the old value for {length}";
    would_step(number, title) => "{number}. {title}" | "{number}. {title}";
    would_return(length) => "sans confirmation sous {length}, jday revient seul" | "unless confirmed within {length}, jday returns by itself";
    would_lose_nothing => "la base n'est pas touchée : aucune écriture n'est perdue" | "the database is not touched: no write is lost";
    would_keep_writes(title, value) => "{title} : {value}, restent sur Green jusqu'à une décision à part" | "{title}: {value}, stay on Green until a decision of their own";
    eyes_title(title) => "Seconde personne : {title}" | "Second person: {title}";
    eyes_asked(who, left) => "{who} le demande ; l'approbation vaut encore {left}" | "{who} asks for it; the approval counts for {left}";
    eyes_yours => "vous l'avez demandé : une autre personne approuve" | "you asked for it: somebody else approves";
    eyes_alone => "Seul, avec une raison" | "Alone, with a reason";
    eyes_needed => "une seconde personne devra l'approuver" | "a second person will have to approve it";
    lead_title => "Qui mène ?" | "Who leads?";
    lead_is(who) => "{who} mène" | "{who} leads";
    lead_to(who) => "Passer la main à {who}" | "Hand the lead to {who}";
    lead_take => "Prendre la main, avec une raison" | "Take the lead, with a reason";
    already_there(side) => "le trafic est déjà sur {side}" | "the traffic is already on {side}";
    proof(name, detail) => "{name} : {detail}" | "{name}: {detail}";
    no_proof => "le chemin n'a pas encore été prouvé" | "the way was not proved yet";
    keep_title => "Le basculement reste-t-il ?" | "Does the switch stay?";
    keep => "Oui, rester sur Green" | "Yes, stay on Green";
    returns_in(left) => "sans confirmation, retour automatique vers Blue dans {left}" | "unless confirmed, an automatic return to Blue in {left}";
    gates_closed_one => "1 condition fermée, basculement refusé : Esc, puis o pour passer outre" | "1 gate closed, the switch is refused: Esc, then o to override";
    gates_closed_many(count) => "{count} conditions fermées, basculement refusé : Esc, puis o pour passer outre" | "{count} gates closed, the switch is refused: Esc, then o to override";
    gate_line(gate, evidence) => "{gate} — {evidence}" | "{gate} — {evidence}";
    gate_overridden(gate, who, reason) => "{gate} — outrepassée par {who} : {reason}" | "{gate} — overridden by {who}: {reason}";
    proposed_by(title, ago) => "« {title} » l'a proposé il y a {ago}" | "“{title}” proposed it {ago} ago";

    reason_label => "Motif" | "Reason";
    reason_line(word, title) => "{word} : {title}" | "{word}: {title}";
    phrase_label(phrase) => "Tapez {phrase}" | "Type {phrase}";
    why_label => "Raison (obligatoire, au journal)" | "Reason (required, in the journal)";
    why_optional => "Raison (facultative, au journal)" | "Reason (optional, in the journal)";
    note_hint(key) => "{key} enregistre · Esc garde le brouillon" | "{key} saves · Esc keeps the draft";
    discard => "Jeter" | "Discard";
    draft_kept(key) => "brouillon gardé : {key} le reprend" | "draft kept: {key} takes it up again";
    keys_hint => "Entrée valide · Esc annule · Tab change de champ" | "Enter confirms · Esc cancels · Tab moves";

    silence_title => "Mettre en silence" | "Silence";
    silence_for(length, clock) => "{length}, jusqu'à {clock}" | "{length}, until {clock}";
    silence_hours(count) => "{count} h" | "{count} h";
    silence_today(clock) => "jusqu'à la fin de la journée, {clock}" | "until the end of the day, {clock}";
    unsilence(clock) => "Lever le silence (il dure jusqu'à {clock})" | "End the silence (it lasts until {clock})";
    silence_means => "Plus de messages répétés jusque-là ; l'alerte reste à l'écran. Un nouvel épisode reparle." | "No more repeated messages until then; the alert stays on the screen. A new episode speaks again.";
    silence_critical => "CRITIQUE : le silence ne la prend pas en charge, elle retient encore le basculement." | "CRITICAL: silence does not take it on; it still holds the switch.";

    vote_go => "GO" | "GO";
    vote_no_go => "NO-GO" | "NO-GO";
    said_before(step, said) => "{step} : {said}" | "{step}: {said}";
    lines_before(count) => "  … {count} lignes avant celles-ci, page 3" | "  … {count} lines before these, on page 3";
    approve => "Approuver" | "Approve";
    decline => "Pas maintenant" | "Not now";
    stay => "Rester" | "Stay";
    leave => "Quitter (o)" | "Leave (y)";
    leave_live => "La surveillance continue sans cette console." | "The watch goes on without this console.";
    leave_drill => "L'exercice s'arrête ; son journal reste." | "The drill ends; its journal stays.";
    leave_replay => "La relecture se ferme." | "The replay closes.";
    resume => "Rétablir l'automatisme" | "Let automation work again";
    pause_for(length) => "Suspendre {length}" | "Pause for {length}";
    automation_explained => "Suspendu, jday propose et alerte encore, mais n'agit jamais seul." | "While paused, jday still proposes and alerts, but never acts by itself.";
    nothing_closed => "toutes les conditions sont ouvertes" | "every gate is open";

    hint_phrase(phrase) => "la phrase ne correspond pas : {phrase}" | "the phrase does not match: {phrase}";
    hint_reason => "choisissez d'abord un motif" | "choose a reason first";
    hint_why => "une raison est obligatoire" | "a reason is required";
    hint_empty => "rien n'est écrit" | "nothing is written";
    hint_too_soon => "lisez d'abord : les touches comptent dans un instant" | "read first: keys count in a moment";
    hint_hasty => "Entrée compte un instant après la dernière lettre" | "Enter counts a moment after the last letter";
    hint_burst => "collage ignoré" | "paste ignored";
}
