//! The real `kubectl` against an API server of one namespace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jday::client::{Observed, Value};
use jday::plan::types::Side;
use serde_json::{Value as Json, json};

use crate::fake::{Answer, Asked, Fake};
use crate::net::{BARE, World, plan};

/// Deployments of the namespace, and how many looks an ending pod lives on.
#[derive(Default)]
pub struct Cluster {
    pub wanted: BTreeMap<String, u32>,
    pub ending: BTreeMap<String, u32>,
    pub forbidden: bool,
    pub scaled: Vec<(String, u32)>,
}

fn resource(name: &str, kind: &str, verbs: &[&str]) -> Json {
    json!({"name": name, "singularName": kind.to_lowercase(), "namespaced": true, "kind": kind, "verbs": verbs})
}

fn status(code: u16, reason: &str, message: &str) -> Answer {
    let body = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason,
        "message": message, "code": code});
    Answer::new(code, "application/json", body.to_string())
}

impl Cluster {
    fn deployment(&self, name: &str) -> Option<Json> {
        let wanted = *self.wanted.get(name)?;
        // Numbers are left out where they are 0, as the real one does.
        let mut state = json!({"observedGeneration": 2});
        if wanted > 0 {
            state["replicas"] = json!(wanted);
            state["readyReplicas"] = json!(wanted);
        }
        Some(json!({"kind": "Deployment", "apiVersion": "apps/v1",
            "metadata": {"name": name, "namespace": "prod", "generation": 2, "resourceVersion": "7"},
            "spec": {"replicas": wanted, "selector": {"matchLabels": {"app": name}}}, "status": state}))
    }

    fn pods(&mut self, name: &str) -> Json {
        let alive = self.wanted.get(name).copied().unwrap_or(0);
        let mut items: Vec<Json> = (0..alive)
            .map(|n| json!({"metadata": {"name": format!("{name}-{n}")}, "status": {"phase": "Running"}}))
            .collect();
        if let Some(looks) = self.ending.get_mut(name).filter(|looks| **looks > 0) {
            *looks -= 1;
            items.push(json!({"metadata": {"name": format!("{name}-old"),
                "deletionTimestamp": "2026-11-24T14:00:00Z"}, "status": {"phase": "Running"}}));
        }
        items.push(json!({"metadata": {"name": "a-job-that-is-over"}, "status": {"phase": "Succeeded"}}));
        json!({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items})
    }

    fn answer(&mut self, asked: &Asked) -> Answer {
        let json = |value: Json| Answer::json(value.to_string());
        let path = asked.path.split('?').next().unwrap_or_default();
        match path {
            "/api" => return json(json!({"kind": "APIVersions", "versions": ["v1"]})),
            "/apis" => {
                return json(json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [{"name": "apps",
                    "versions": [{"groupVersion": "apps/v1", "version": "v1"}],
                    "preferredVersion": {"groupVersion": "apps/v1", "version": "v1"}}]}));
            }
            "/api/v1" => {
                return json(json!({"kind": "APIResourceList", "groupVersion": "v1",
                    "resources": [resource("pods", "Pod", &["get", "list"])]}));
            }
            "/apis/apps/v1" => {
                return json(
                    json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "apps/v1",
                    "resources": [resource("deployments", "Deployment", &["get", "list", "patch"]),
                        {"name": "deployments/scale", "singularName": "", "namespaced": true, "group": "autoscaling",
                         "version": "v1", "kind": "Scale", "verbs": ["get", "patch", "update"]}]}),
                );
            }
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => {
                // It is asked in protobuf; what it asks is not read here.
                return json(
                    json!({"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
                    "spec": {}, "status": {"allowed": !self.forbidden}}),
                );
            }
            _ if self.forbidden => {
                return status(
                    403,
                    "Forbidden",
                    "deployments.apps is forbidden: User \"jday\" cannot get it",
                );
            }
            "/api/v1/namespaces/prod/pods" => {
                let name = asked.path.split("app%3D").nth(1).unwrap_or_default();
                let name = name.split('&').next().unwrap_or_default().to_owned();
                return json(self.pods(&name));
            }
            _ => {}
        }
        let rest = path.strip_prefix("/apis/apps/v1/namespaces/prod/deployments/").unwrap_or_default();
        let name = rest.trim_end_matches("/scale");
        let Some(found) = self.deployment(name) else {
            return status(404, "NotFound", &format!("deployments.apps \"{name}\" not found"));
        };
        if !rest.ends_with("/scale") {
            return json(found);
        }
        if asked.method == "PUT" {
            let body: Json = serde_json::from_slice(&asked.body).unwrap();
            let replicas = u32::try_from(body["spec"]["replicas"].as_u64().unwrap_or(0)).unwrap();
            self.wanted.insert(name.to_owned(), replicas);
            self.scaled.push((name.to_owned(), replicas));
        }
        json(json!({"kind": "Scale", "apiVersion": "autoscaling/v1",
            "metadata": {"name": name, "namespace": "prod", "resourceVersion": "7"},
            "spec": {"replicas": self.wanted[name]}, "status": {"replicas": self.wanted[name]}}))
    }
}

/// An API server with two deployments, and a kubeconfig in `folder` that leads to it.
pub fn cluster(folder: &Path) -> (Fake, Arc<Mutex<Cluster>>, PathBuf) {
    let wanted = BTreeMap::from([("api-blue".to_owned(), 3), ("api-green".to_owned(), 2)]);
    let state = Arc::new(Mutex::new(Cluster { wanted, ..Cluster::default() }));
    let shared = Arc::clone(&state);
    let fake = Fake::start(move |asked| shared.lock().unwrap().answer(asked));
    let path = folder.join("kubeconfig");
    let config = json!({"apiVersion": "v1", "kind": "Config", "current-context": "elsewhere",
        "clusters": [{"name": "c", "cluster": {"server": fake.url()}}], "users": [{"name": "u", "user": {}}],
        "contexts": [{"name": "onelog", "context": {"cluster": "c", "user": "u", "namespace": "default"}}]});
    std::fs::write(&path, config.to_string()).unwrap();
    (fake, state, path)
}

/// The cluster as a plan names it.
pub fn named(kubeconfig: &Path) -> String {
    format!(
        "context = \"onelog\"\nnamespace = \"prod\"\nkubeconfig = \"{}\"\nblue = \"api-blue\"\ngreen = \"api-green\"\n",
        kubeconfig.display()
    )
}

fn world(kubeconfig: &Path) -> World {
    World::new(&plan(&format!(
        "{BARE}\n[[sources]]\nid = \"cluster\"\ninterval = \"15s\"\ndeadline = \"10s\"\n\
         [sources.kubernetes]\nready = \"ready\"\npods = \"pods\"\n[sources.kubernetes.cluster]\n{}",
        named(kubeconfig)
    )))
}

fn seen(world: &mut World) -> Observed {
    world
        .poll_within("cluster", std::time::Duration::from_secs(10))
        .answer
        .unwrap_or_else(|why| panic!("{why:?}"))
}

fn values(observed: &Observed, side: Side) -> Vec<Value> {
    let readings = observed.readings.iter().filter(|reading| reading.side == Some(side));
    readings.map(|reading| reading.value).collect()
}

#[test]
#[ignore = "needs kubernetes-client"]
fn replicas_and_pods_of_both_sides_are_told_the_ending_ones_too() {
    let folder = tempfile::tempdir().unwrap();
    let (_fake, state, kubeconfig) = cluster(folder.path());
    let mut world = world(&kubeconfig);
    state.lock().unwrap().wanted.insert("api-blue".into(), 0);
    state.lock().unwrap().ending.insert("api-blue".into(), 9);
    let observed = seen(&mut world);
    assert_eq!(values(&observed, Side::Blue), [Value::Number(0.0), Value::Number(1.0)], "{observed:?}");
    assert_eq!(values(&observed, Side::Green), [Value::Number(2.0), Value::Number(2.0)]);
    assert!(
        observed.warnings[0].as_str().contains("blue: 1 of 1 pods are ending"),
        "{:?}",
        observed.warnings
    );
}

#[test]
#[ignore = "needs kubernetes-client"]
fn what_is_not_there_is_no_data_and_what_may_not_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (fake, state, kubeconfig) = cluster(folder.path());
    let mut world = world(&kubeconfig);
    state.lock().unwrap().wanted.remove("api-blue");
    let observed = seen(&mut world);
    assert_eq!(values(&observed, Side::Blue), [Value::NoData, Value::NoData]);
    assert!(observed.warnings[0].as_str().contains("NotFound"), "{:?}", observed.warnings);
    assert_eq!(values(&observed, Side::Green), [Value::Number(2.0), Value::Number(2.0)]);
    state.lock().unwrap().forbidden = true;
    let observed = seen(&mut world);
    assert_eq!(values(&observed, Side::Green), [Value::SourceError, Value::SourceError]);
    assert!(observed.warnings[1].as_str().contains("Forbidden"), "{:?}", observed.warnings);
    drop(fake);
    let polled = world.poll_within("cluster", std::time::Duration::from_secs(10));
    assert!(polled.answer.expect_err("nobody is there").passing);
}
