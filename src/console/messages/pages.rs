//! Words that all pages share: their names, filters, empty states.

messages! {
    room => "Salle" | "Room";
    metrics => "Mesures" | "Metrics";
    schedule => "Horaire et procédures" | "Schedule & procedures";
    checklists => "Check-lists" | "Checklists";
    alerts => "Alertes" | "Alerts";
    cutover => "Bascule" | "Cutover";
    journal => "Journal et notes" | "Journal & notes";
    people => "Équipe et sources" | "People & sources";

    whole => "la page 1 montre tout : filtre et détails sont aux pages 2 à 8" | "page 1 shows it all: filter and details are on pages 2 to 8";
    nothing_passes(filter, key) => "rien ne contient « {filter} » : {key} pour changer de filtre" | "nothing holds “{filter}”: {key} to change the filter";
    filter_hint => "Entrée garde · Esc enlève" | "Enter keeps · Esc removes";
}
