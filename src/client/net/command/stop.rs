//! Ending a program before its time: by TERM, on which it may put its things in order, then by KILL.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::client::Reply;
use crate::text::Clean;

/// How long a program may take to end on TERM.
const GRACE: Duration = Duration::from_secs(10);

/// How far the end of a program has come that somebody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Far {
    #[default]
    Unasked,
    Asked,
    Termed,
    Killed,
}

/// How a program stands.
#[derive(Debug, Clone, Copy, Default)]
struct Stage {
    far: Far,
    over: bool,
}

/// The programs that run, by their calls.
#[derive(Clone, Default)]
pub struct Programs(Arc<Mutex<BTreeMap<u64, watch::Sender<Stage>>>>);

impl Programs {
    /// A program begins for call `id`; it may be ended until what is given here goes.
    pub fn begin(&self, id: u64) -> Wish {
        let (stage, _) = watch::channel(Stage::default());
        self.with(|all| all.insert(id, stage.clone()));
        Wish { stage, kill_at: None, entry: Some((self.clone(), id)) }
    }

    /// Ends the program of call `id` and waits for its end.
    pub async fn end(&self, id: u64) -> Reply {
        let Some(stage) = self.with(|all| all.get(&id).cloned()) else {
            return Reply::Refused("no program of this step runs".into());
        };
        stage.send_modify(|stage| stage.far = stage.far.max(Far::Asked));
        let mut seen = stage.subscribe();
        let Ok(last) = seen.wait_for(|stage| stage.over).await.map(|stage| *stage) else {
            return Reply::Unknown("nobody tells how it ended".into());
        };
        match last.far {
            Far::Killed => {
                let grace = GRACE.as_secs();
                Reply::Done(Clean::new(format!("it did not end within {grace} s of TERM, and was killed")))
            }
            Far::Termed => Reply::Done("TERM was sent to the program, and it has ended".into()),
            Far::Unasked | Far::Asked => Reply::Refused("it had ended by itself".into()),
        }
    }

    fn with<T>(&self, what: impl FnOnce(&mut BTreeMap<u64, watch::Sender<Stage>>) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Somebody's wish, that may come, that a program end.
pub struct Wish {
    stage: watch::Sender<Stage>,
    kill_at: Option<Instant>,
    entry: Option<(Programs, u64)>,
}

impl Wish {
    /// One that never comes.
    pub fn never() -> Self {
        Self { stage: watch::channel(Stage::default()).0, kill_at: None, entry: None }
    }

    /// Whether the program was told to end.
    pub fn was_sent(&self) -> bool {
        self.stage.borrow().far >= Far::Termed
    }

    /// The next signal, once it is due. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Signal {
        let Some(kill_at) = self.kill_at else {
            let mut seen = self.stage.subscribe();
            if seen.wait_for(|stage| stage.far >= Far::Asked).await.is_err() {
                pending::<()>().await;
            }
            self.kill_at = Some(Instant::now() + GRACE);
            self.stage.send_modify(|stage| stage.far = Far::Termed);
            return Signal::TERM;
        };
        if self.stage.borrow().far == Far::Killed {
            pending::<()>().await;
        }
        sleep_until(kill_at).await;
        self.stage.send_modify(|stage| stage.far = Far::Killed);
        Signal::KILL
    }
}

impl Drop for Wish {
    fn drop(&mut self) {
        if let Some((programs, id)) = &self.entry {
            programs.with(|all| all.remove(id));
        }
        self.stage.send_modify(|stage| stage.over = true);
    }
}
