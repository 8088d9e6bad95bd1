//! Words of `jday status`, beside the situation itself.

messages! {
    label_gates => "Conditions fermées" | "Closed gates";
    label_waits => "À décider" | "To decide";
    label_runs => "En cours" | "Under way";
    label_failed => "Échoué" | "Failed";
    label_unknown => "Issue inconnue" | "Outcome unknown";
    label_channel => "Canal" | "Channel";
    label_ack => "Prise en charge" | "To take on";
    label_engine => "Moteur" | "Engine";
    label_journal => "Journal" | "Journal";
    no_engine(folder) => "{folder} : aucun moteur ne tourne ; lancez-en un avec `jday live --plan FICHIER`" | "{folder}: no engine runs; start one with `jday live --plan FILE`";
    engine_is(pid, login, since) => "processus {pid} de {login} depuis {since}" | "process {pid} of {login} since {since}";
    keep_by(clock, left) => "Blue revient à {clock} (dans {left}) si personne ne garde la bascule : jday keep" | "returns to Blue at {clock} (in {left}) unless somebody says that it stays: jday keep";
    proposes(trigger, run) => "{trigger} propose un retour arrière : jday rollback, ou jday approve {run}" | "{trigger} proposes a rollback: jday rollback, or jday approve {run}";
    awaits(procedure, run) => "{procedure} attend une décision : jday approve {run}" | "{procedure} waits for a decision: jday approve {run}";
    asks(person, procedure, action) => "{person} demande {procedure}, une autre personne peut : jday approve {action}" | "{person} asks for {procedure}, another person may: jday approve {action}";
    goes_on(procedure, run, step, of) => "{procedure} {run}, étape {step} sur {of}" | "{procedure} {run}, step {step} of {of}";
    may_cancel(text, run) => "{text} : jday cancel {run} --reason TEXTE" | "{text}: jday cancel {run} --reason TEXT";
    cancelled_by(text, person) => "{text}, arrêt demandé par {person}" | "{text}, cancelled by {person}";
    ended_at(procedure, step, why) => "{procedure}, à {step} : {why}" | "{procedure} at {step}: {why}";
    of(procedure, gates) => "{procedure} : {gates}" | "{procedure}: {gates}";
    channel_is(channel, health) => "{channel} {health}" | "{channel} {health}";
    since(text, clock) => "{text} depuis {clock}" | "{text} since {clock}";
    because(text, why) => "{text} : {why}" | "{text}: {why}";
    to_ack(count) => "{count} : jday ack prend la plus grave" | "{count}: jday ack takes the gravest";
}
