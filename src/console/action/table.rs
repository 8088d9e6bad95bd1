//! The table itself: name, place, danger, what its key does, where it exists, rights, keys, words.

use super::{Context, Danger, Info, Press, Stage};
use crate::plan::types::Right;

macro_rules! actions {
    ($($action:ident $name:literal $context:ident $danger:ident $press:ident $stages:ident [$($right:ident),*] [$($key:literal),*]
        $fr:literal, $fr_help:literal; $en:literal, $en_help:literal;)*) => {
        /// Everything a person can do on the screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = $en_help] $action,)*
        }

        impl Action {
            /// All of them, in the order of the help page.
            pub const ALL: &'static [Self] = &[$(Self::$action),*];

            /// Its row of the table.
            pub fn info(self) -> &'static Info {
                match self {
                    $(Self::$action => &Info {
                        name: $name,
                        label: [$fr, $en],
                        help: [$fr_help, $en_help],
                        danger: Danger::$danger,
                        press: Press::$press,
                        rights: &[$(Right::$right),*],
                        stages: Stage::$stages,
                        context: Context::$context,
                        keys: &[$($key),*],
                    },)*
                }
            }
        }
    };
}

actions! {
    ShowRoom "show-room" Room Looks Acts ANY [] ["1"]
        "Salle", "Page 1 : toute la salle d'un coup d'œil.";
        "Room", "Page 1: the whole room at a glance.";
    ShowMetrics "show-metrics" Room Looks Acts ANY [] ["2"]
        "Mesures", "Page 2 : chaque mesure, sa courbe, sa cible, Blue et Green.";
        "Metrics", "Page 2: every metric with its chart and target, Blue and Green.";
    ShowSchedule "show-schedule" Room Looks Acts ANY [] ["3"]
        "Horaire", "Page 3 : l'horaire prévu et réel, les procédures et leurs étapes.";
        "Schedule", "Page 3: planned against actual, procedures and their steps.";
    ShowChecklists "show-checklists" Room Looks Acts ANY [] ["4"]
        "Check-lists", "Page 4 : toutes les check-lists, ce qui bloque la bascule d'abord.";
        "Checklists", "Page 4: all checklists, what blocks the switch first.";
    ShowAlerts "show-alerts" Room Looks Acts ANY [] ["5"]
        "Alertes", "Page 5 : les alertes en trois niveaux, prises en charge, livrées ou non.";
        "Alerts", "Page 5: alerts in three tiers, taken on or not, delivered or not.";
    ShowCutover "show-cutover" Room Looks Acts ANY [] ["6"]
        "Bascule", "Page 6 : les deux côtés, les niveaux de vérité, les résolveurs, le chemin du retour.";
        "Cutover", "Page 6: both sides, the levels of truth, resolvers, the way back.";
    ShowJournal "show-journal" Room Looks Acts ANY [] ["7"]
        "Journal", "Page 7 : qui a décidé quoi et quand, et les notes.";
        "Journal", "Page 7: who decided what and when, and the notes.";
    ShowPeople "show-people" Room Looks Acts ANY [] ["8"]
        "Équipe", "Page 8 : qui est là, rôles, contacts, votes, et la santé de chaque source.";
        "People", "Page 8: who is here, roles, contacts, votes, and each source's health.";
    Palette "palette" Room Looks Acts ANY [] [":"]
        "Palette", "Cherche une action, une page ou un thème par son nom.";
        "Palette", "Finds an action, a page or a theme by its name.";
    Filter "filter" Room Looks Acts ANY [] ["/"]
        "Filtrer", "Ne montre que les lignes qui contiennent ces mots.";
        "Filter", "Shows only the lines that hold these words.";
    Details "details" Room Looks Acts ANY [] ["enter"]
        "Détails", "Ouvre ou referme les détails de la ligne choisie.";
        "Details", "Opens or closes the details of the chosen line.";
    Help "help" Everywhere Looks Acts ANY [] ["?", "f1"]
        "Aide", "Les touches de cette page.";
        "Help", "The keys of this page.";
    Close "close" Everywhere Looks Acts ANY [] ["esc"]
        "Fermer", "Ferme ce qui est ouvert par-dessus la page. Sans danger, toujours.";
        "Close", "Closes what lies over the page. Always safe.";
    NextPane "next-pane" Room Looks Acts ANY [] ["tab", "right", "l"]
        "Panneau suivant", "Passe au panneau suivant.";
        "Next pane", "Moves to the next pane.";
    PreviousPane "previous-pane" Room Looks Acts ANY [] ["backtab", "left", "h"]
        "Panneau précédent", "Revient au panneau précédent.";
        "Previous pane", "Moves to the previous pane.";
    Up "up" Everywhere Looks Acts ANY [] ["up", "k"]
        "Monter", "Une ligne plus haut.";
        "Up", "One line up.";
    Down "down" Everywhere Looks Acts ANY [] ["down", "j"]
        "Descendre", "Une ligne plus bas.";
        "Down", "One line down.";
    PageUp "page-up" Everywhere Looks Acts ANY [] ["pgup"]
        "Page haut", "Une page plus haut.";
        "Page up", "One page up.";
    PageDown "page-down" Everywhere Looks Acts ANY [] ["pgdn"]
        "Page bas", "Une page plus bas.";
        "Page down", "One page down.";
    First "first" Everywhere Looks Acts ANY [] ["home"]
        "Début", "La première ligne.";
        "First", "The first line.";
    Last "last" Everywhere Looks Acts ANY [] ["end"]
        "Fin", "La dernière ligne.";
        "Last", "The last line.";
    Choose "choose" Picker Looks Acts ANY [] ["enter"]
        "Choisir", "Commence l'exercice sélectionné.";
        "Choose", "Starts the selected drill.";
    Tick "tick" Room Records Acts ACTING [Tick] ["space"]
        "Cocher", "Coche ou décoche la ligne sélectionnée, à votre nom.";
        "Tick", "Ticks or unticks the selected item in your name.";
    Acknowledge "acknowledge" Room Records Acts ACTING [Acknowledge] ["a"]
        "Prendre en charge", "Dit que vous vous occupez de l'alerte sélectionnée.";
        "Acknowledge", "Says that you take care of the selected alert.";
    Note "note" Room Records Asks ACTING [Note] ["n"]
        "Note", "Écrit une note au journal.";
        "Note", "Writes a note to the journal.";
    Silence "silence" Alerts Records Asks ACTING [Acknowledge] ["s"]
        "Mettre en silence", "Fait taire l'alerte choisie pour un temps.";
        "Silence", "Silences the chosen alert for a while.";
    Group "group" Alerts Looks Acts ANY [] ["G"]
        "Grouper", "Montre les alertes d'une même règle en une ligne, ou chacune.";
        "Group", "Shows the alerts of one rule as one line, or each of them.";
    Closer "zoom-in" Metrics Looks Acts ANY [] ["+", "z"]
        "Plus près", "Montre un passé plus court : 5 minutes, 30 minutes, la journée.";
        "Zoom in", "Shows a shorter past: 5 minutes, 30 minutes, the day.";
    Wider "zoom-out" Metrics Looks Acts ANY [] ["-", "Z"]
        "Plus large", "Montre un passé plus long : 5 minutes, 30 minutes, la journée.";
        "Zoom out", "Shows a longer past: 5 minutes, 30 minutes, the day.";
    NextKind "next-kind" Journal Looks Acts ANY [] ["e"]
        "Genre", "Seulement les événements d'un genre, puis du suivant, puis tous.";
        "Kind", "Only events of one kind, then of the next, then all.";
    NextWho "next-who" Journal Looks Acts ANY [] ["w"]
        "Qui", "Seulement ce qu'une personne a fait, puis la suivante, puis tous.";
        "Who", "Only what one person did, then the next, then everybody.";
    Vote "vote" Room Records Asks ACTING [Vote] ["g"]
        "Voter", "Votre « go » ou « no-go » pour le basculement.";
        "Vote", "Your go or no-go for the switch.";
    Switch "switch" Room Moves Asks ACTING [Switch] ["S"]
        "Basculer", "Ouvre le basculement vers Green : essai à blanc, conditions, phrase à taper.";
        "Switch", "Opens the switch to Green: dry run, gates, a phrase to type.";
    Rollback "rollback" Room Moves Asks ACTING [Rollback, Technical, Business] ["R"]
        "Retour arrière", "Ouvre le retour vers Blue : motif, effet, phrase à taper.";
        "Rollback", "Opens the rollback to Blue: reason, effect, a phrase to type.";
    Decide "decide" Room Moves Asks ACTING [Technical, Business, Switch, Operate] ["v"]
        "Décider", "Répond à la décision attendue : approuver, ou pas maintenant.";
        "Decide", "Answers the decision that is awaited: approve, or not now.";
    Lead "lead" Room Records Asks ACTING [Note] ["H"]
        "Passer la main", "Dit qui mène : passe la main à quelqu'un, ou la prend avec une raison.";
        "Lead", "Says who leads: hands the lead over, or takes it with a reason.";
    CloseRoom "close-room" Room Moves Asks WATCHED [Operate] ["X"]
        "Fermer la salle", "Termine la journée : la surveillance s'arrête, le journal reste.";
        "Close the room", "Ends the day: the watch stops, the journal stays.";
    Override "override" Room Moves Asks ACTING [Override] ["o"]
        "Passer outre", "Ouvre une condition fermée, avec une raison au journal.";
        "Override", "Opens a closed gate, with a reason in the journal.";
    Automation "automation" Room Moves Asks ACTING [Automation] ["A"]
        "Automatisme", "Suspend le retour automatique pour un temps, ou le rétablit.";
        "Automation", "Pauses automatic rollback for a while, or lets it work again.";
    Procedure "procedure" Room Moves Asks ACTING [Operate] ["p"]
        "Procédure", "Choisit et lance une autre procédure du plan.";
        "Procedure", "Chooses and runs another procedure of the plan.";
    Cancel "cancel" Room Moves Asks ACTING [Operate] ["C"]
        "Arrêter", "Arrête une procédure en cours, avec une raison ; ce qui est fait reste fait.";
        "Cancel", "Stops a run that is under way, with a reason; what is done stays done.";
    Sitrep "sitrep" Room Looks Acts ANY [] ["y"]
        "Point de situation", "Écrit la situation en quelques lignes, à copier ou à envoyer.";
        "Sitrep", "Writes the situation in a few lines, to copy or to send.";
    SitrepCopy "sitrep-copy" Sitrep Looks Acts ANY [] ["c"]
        "Copier", "Copie le point de situation par le terminal (OSC 52).";
        "Copy", "Copies the sitrep through the terminal (OSC 52).";
    SitrepWrite "sitrep-write" Sitrep Looks Acts ANY [] ["w"]
        "Fichier", "Écrit le point de situation dans un fichier et dit lequel.";
        "File", "Writes the sitrep to a file and says which.";
    SitrepPrint "sitrep-print" Sitrep Looks Acts ANY [] ["p"]
        "À la sortie", "Imprime ce point de situation quand la console est quittée.";
        "On exit", "Prints this sitrep when the console is left.";
    SitrepLanguage "sitrep-language" Sitrep Looks Acts ANY [] ["l"]
        "Langue", "Passe le point de situation dans l'autre langue.";
        "Language", "Writes the sitrep in the other language.";
    SitrepForm "sitrep-form" Sitrep Looks Acts ANY [] ["f"]
        "Forme", "Passe du texte simple à la forme de Slack, et retour.";
        "Form", "Changes between plain text and Slack's form.";
    Learn "learn" Room Looks Acts ANY [] ["L"]
        "Mode apprentissage", "Chaque touche qui agit dit d'abord ce qu'elle ferait.";
        "Learning mode", "Each key that acts first says what it would do.";
    Fault "fault" Room Records Asks DRILLED [Note] ["F"]
        "Panne", "Pour l'animateur : casse ou répare quelque chose dans l'exercice.";
        "Fault", "For the facilitator: breaks or mends something in the drill.";
    PlayPause "play-pause" Room Looks Acts STEERED [] ["\\"]
        "Lecture / pause", "Arrête le temps ou le laisse courir.";
        "Play / pause", "Stops time or lets it run.";
    Slower "slower" Room Looks Acts STEERED [] ["["]
        "Plus lent", "Ralentit le temps.";
        "Slower", "Slows time down.";
    Faster "faster" Room Looks Acts STEERED [] ["]"]
        "Plus vite", "Accélère le temps.";
        "Faster", "Speeds time up.";
    StepForward "step-forward" Room Looks Acts STEERED [] ["."]
        "Pas en avant", "Un pas en avant, temps arrêté.";
        "Step forward", "One step forward while time stands still.";
    StepBack "step-back" Room Looks Acts PLAYED [] [","]
        "Pas en arrière", "Un pas en arrière, temps arrêté.";
        "Step back", "One step back while time stands still.";
    NextDecision "next-decision" Room Looks Acts PLAYED [] [")"]
        "Décision suivante", "Saute à la décision suivante.";
        "Next decision", "Jumps to the next decision.";
    PreviousDecision "previous-decision" Room Looks Acts PLAYED [] ["("]
        "Décision précédente", "Revient à la décision précédente.";
        "Previous decision", "Jumps back to the decision before.";
    NextAlert "next-alert" Room Looks Acts PLAYED [] [">"]
        "Alerte suivante", "Saute à l'alerte suivante.";
        "Next alert", "Jumps to the next alert.";
    PreviousAlert "previous-alert" Room Looks Acts PLAYED [] ["<"]
        "Alerte précédente", "Revient à l'alerte précédente.";
        "Previous alert", "Jumps back to the alert before.";
    NextStep "next-step" Room Looks Acts PLAYED [] ["}"]
        "Étape suivante", "Saute à l'étape de procédure suivante.";
        "Next step", "Jumps to the next step of a procedure.";
    PreviousStep "previous-step" Room Looks Acts PLAYED [] ["{"]
        "Étape précédente", "Revient à l'étape de procédure précédente.";
        "Previous step", "Jumps back to the step before.";
    GoTo "go-to" Room Looks Acts PLAYED [] ["t"]
        "Aller à", "Va à une heure tapée, comme 14:09 ou +5min.";
        "Go to", "Goes to a time that is typed, such as 14:09 or +5min.";
    Compare "compare" Room Looks Acts PLAYED [] ["c"]
        "Comparer", "Compare avec l'autre journal, ou avec un autre plan.";
        "Compare", "Compares with the other journal, or with another plan.";
    Repaint "repaint" Everywhere Looks Acts ANY [] ["ctrl-l"]
        "Repeindre", "Redessine tout l'écran.";
        "Repaint", "Draws the whole screen again.";
    Quit "quit" Everywhere Looks Asks ANY [] ["q", "ctrl-c"]
        "Quitter", "Demande, puis quitte cette console ; en live, la surveillance continue sans elle.";
        "Quit", "Asks, then leaves this console; in a live room the watch goes on without it.";
}
