//! A lever that a program pulls: it counts, takes its time, and fails as it is told.

use std::path::{Path, PathBuf};

use jday::plan::types::Side;

use crate::fake::{Answer, Fake};
use crate::ground::{Ground, Parts, Provider, Pull, wait_for};

/// What the program does, once; then it is well.
#[derive(Debug, Clone, Copy)]
pub enum Manner {
    Well,
    /// Refuses for certain.
    Refuses,
    /// Moves the lever and says that something went wrong.
    MovesAndFails,
    /// Says that something went wrong and moves nothing.
    Fails,
}

/// Each order leaves a line when it comes, one when it moves the lever, and one when it ends.
const PULL: &str = r#"
cd "$(dirname "$0")" || exit 1
echo "$$ $(date +%s%N) $1" >> came
manner="$(cat manner)"
printf well > manner.new && mv manner.new manner
if [ "$manner" = refuses ]; then echo "$$" >> ended; exit 3; fi
sleep "$(cat slow)"
if [ "$manner" != fails ]; then
  printf %s "$1" > "lever.$$" && mv "lever.$$" lever
  echo "$$" >> moved
fi
echo "$$" >> ended
[ "$manner" = well ]
"#;

pub struct Program {
    ground: Ground,
    _site: Fake,
}

impl Program {
    pub fn new(from: Side, manner: Manner, slow_ms: u64) -> Self {
        Self::with(from, manner, slow_ms, |_, _| {})
    }

    /// The same with a plan that `more` changes; it is given the folder.
    pub fn with(from: Side, manner: Manner, slow_ms: u64, more: impl Fn(&Path, &mut Parts)) -> Self {
        let ground = Ground::new();
        let file = |name: &str| ground.path().join(name);
        let lever = file("lever");
        std::fs::write(&lever, from.to_string()).unwrap();
        std::fs::write(file("slow"), format!("{}.{:03}", slow_ms / 1_000, slow_ms % 1_000)).unwrap();
        let manner = match manner {
            Manner::Well => "well",
            Manner::Refuses => "refuses",
            Manner::MovesAndFails => "moves-and-fails",
            Manner::Fails => "fails",
        };
        std::fs::write(file("manner"), manner).unwrap();
        std::fs::write(file("pull.sh"), PULL).unwrap();
        let stands = lever.clone();
        let site = Fake::start(move |_| {
            let green = std::fs::read_to_string(&stands).is_ok_and(|side| side == "green");
            Answer::json("{}").with("x-version", if green { "2.0.0" } else { "1.0.0" })
        });
        let live = format!(
            "[live]\nfingerprint = {{ url = \"{}/version\", header = \"x-version\", within = \"2s\" }}\n\
             survey = {{ paths = [{{ id = \"users\" }}] }}\n\
             lever = {{ exec = {{ point = [\"/bin/sh\", \"{}\", \"{{side}}\"], read = [\"cat\", \"{}\"] }} }}\n",
            site.url(),
            file("pull.sh").display(),
            lever.display()
        );
        let (before, tell, channels) = (String::new(), String::new(), "[]".to_owned());
        let mut parts = Parts { kind: "alias", dns: 9, live, before, tell, channels };
        more(ground.path(), &mut parts);
        ground.write_plan(&parts);
        Self { ground, _site: site }
    }

    fn lines(&self, name: &str) -> Vec<Vec<String>> {
        let file: PathBuf = self.ground.path().join(name);
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
    }
}

impl Provider for Program {
    fn ground(&self) -> &Ground {
        &self.ground
    }

    fn pulls(&self) -> Vec<Pull> {
        // A program whose engine was killed lives on; one that was ended at its deadline says no more.
        // Where nobody gathers the dead they stay, as what they are.
        let is_over = |pid: &String| {
            let standing = std::fs::read_to_string(Path::new("/proc").join(pid).join("stat"));
            standing.map_or(true, |standing| standing.contains(") Z "))
        };
        wait_for("every program ends", || self.lines("came").iter().all(|came| is_over(&came[0])));
        let moved: Vec<String> = self.lines("moved").into_iter().map(|mut line| line.remove(0)).collect();
        let pull = |came: Vec<String>| Pull {
            at: came[1].parse::<i64>().unwrap() / 1_000_000,
            to: if came[2] == "green" { Side::Green } else { Side::Blue },
            moved: moved.contains(&came[0]),
        };
        self.lines("came").into_iter().map(pull).collect()
    }

    fn stands(&self) -> Side {
        let stands = std::fs::read_to_string(self.ground.path().join("lever")).unwrap();
        if stands == "green" { Side::Green } else { Side::Blue }
    }
}
