//! GitHub's REST API, as far as Actions need it. The deploy pipeline and its feed share it.

pub mod run;
mod steps;

pub use steps::{Steps, state};

use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use self::run::{Job, Pending, Run};
use super::NetError;
use super::http::{Http, Page};
use super::wall::until_ms;
use crate::client::Trouble;
use crate::plan::types::live::Workflow;
use crate::text::Clean;

/// Entries on one page, the most that GitHub gives.
const PAGE: usize = 100;
/// Pages that are read of one list; more of it says nothing more.
const MOST_PAGES: usize = 5;
/// Longest that it may ask to be left alone.
const LONGEST_REST_MS: u64 = 3_600_000;

/// The workflow of one repository.
pub struct Repository {
    http: Http,
    /// `/repos/owner/name`.
    root: String,
    /// The workflow's file, as a segment of a path.
    file: String,
    /// The deployment environment, as a segment of a path.
    environment: Option<String>,
}

impl Repository {
    /// The repository of `workflow`.
    ///
    /// # Errors
    /// Its name is none, or a secret cannot be used.
    pub fn new(workflow: &Workflow) -> Result<Self, NetError> {
        let place = workflow.place();
        let http = Http::new(&workflow.api, &format!("{place}.api"))?;
        let Some((owner, name)) = workflow.repository.as_str().split_once('/') else {
            let why = format!("{:?} is no repository; write \"owner/name\"", workflow.repository.as_str());
            return Err(NetError::at(format!("{place}.repository"), why));
        };
        Ok(Self {
            http,
            root: format!("/repos/{}/{}", segment(owner), segment(name)),
            file: segment(workflow.file.as_str()),
            environment: workflow.environment.as_ref().map(|name| segment(name.as_str())),
        })
    }

    /// A request to `path` below the repository.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, &format!("{}{path}", self.root));
        request.header("accept", "application/vnd.github+json").header("x-github-api-version", "2022-11-28")
    }

    /// The door itself, for acts.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Where the workflow is dispatched.
    pub fn dispatches(&self) -> String {
        format!("/actions/workflows/{}/dispatches", self.file)
    }

    /// Reads `path` below the repository.
    ///
    /// # Errors
    /// Nobody answered, or the answer is none.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<(T, Page), Trouble> {
        let page = self.http.send(self.request(Method::GET, path)).await?;
        if page.status.is_success() { Ok((page.json()?, page)) } else { Err(trouble(&page)) }
    }

    /// Whether the workflow is there and may be run, in the word of its state, and the skew of the server's clock.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn state(&self) -> Result<(String, Option<i64>), Trouble> {
        #[derive(Deserialize)]
        struct State {
            state: String,
        }
        let (workflow, page) = self.get::<State>(&format!("/actions/workflows/{}", self.file)).await?;
        Ok((workflow.state, page.skew_ms))
    }

    /// The newest runs of the workflow, newest first; `query` narrows them.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn runs(&self, query: &str) -> Result<(Vec<Run>, Page), Trouble> {
        #[derive(Deserialize)]
        struct Runs {
            workflow_runs: Vec<Run>,
        }
        let (runs, page) =
            self.get::<Runs>(&format!("/actions/workflows/{}/runs?{query}", self.file)).await?;
        Ok((runs.workflow_runs, page))
    }

    /// One run.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn run(&self, id: u64) -> Result<Run, Trouble> {
        Ok(self.get(&format!("/actions/runs/{id}")).await?.0)
    }

    /// Where the end of a run is asked for.
    pub fn cancel(id: u64) -> String {
        format!("/actions/runs/{id}/cancel")
    }

    /// Every job of a run's newest attempt.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn jobs(&self, id: u64) -> Result<Vec<Job>, Trouble> {
        #[derive(Deserialize)]
        struct Jobs {
            total_count: usize,
            jobs: Vec<Job>,
        }
        let mut all = Vec::new();
        for page in 1..=MOST_PAGES {
            let path = format!("/actions/runs/{id}/jobs?filter=latest&per_page={PAGE}&page={page}");
            let (jobs, _) = self.get::<Jobs>(&path).await?;
            let is_last = jobs.jobs.len() < PAGE;
            all.extend(jobs.jobs);
            if is_last || all.len() >= jobs.total_count {
                break;
            }
        }
        Ok(all)
    }

    /// The approvals that a run waits for.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn pending(&self, id: u64) -> Result<Vec<Pending>, Trouble> {
        Ok(self.get(&format!("/actions/runs/{id}/pending_deployments")).await?.0)
    }

    /// The lists in which a secret of the workflow may stand: the repository's, the environment's, and those of
    /// the organization that it shares with the repository.
    pub fn secret_lists(&self) -> Vec<(&'static str, String)> {
        let mut lists = vec![
            ("repository", "/actions/secrets".to_owned()),
            ("organization", "/actions/organization-secrets".to_owned()),
        ];
        if let Some(name) = &self.environment {
            lists.push(("environment", format!("/environments/{name}/secrets")));
        }
        lists
    }

    /// The names of the secrets in one list.
    ///
    /// # Errors
    /// As [`Self::get`]. A list that may not be read says nothing of what is in it.
    pub async fn secrets(&self, list: &str) -> Result<Vec<Clean>, Trouble> {
        #[derive(Deserialize)]
        struct Named {
            name: Clean,
        }
        #[derive(Deserialize)]
        struct Secrets {
            total_count: usize,
            secrets: Vec<Named>,
        }
        let mut all = Vec::new();
        for page in 1..=MOST_PAGES {
            let (secrets, _) = self.get::<Secrets>(&format!("{list}?per_page={PAGE}&page={page}")).await?;
            let is_last = secrets.secrets.len() < PAGE;
            all.extend(secrets.secrets.into_iter().map(|secret| secret.name));
            if is_last || all.len() >= secrets.total_count {
                break;
            }
        }
        Ok(all)
    }
}

/// What an answer that is no 2xx says: GitHub hides what one may not see behind a 404, and tells a limit by a 403
/// as well as by a 429.
pub fn trouble(page: &Page) -> Trouble {
    let header = |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok());
    let told = page.trouble();
    let limited = page.status == StatusCode::TOO_MANY_REQUESTS
        || (page.status == StatusCode::FORBIDDEN
            && (header("x-ratelimit-remaining") == Some("0") || told.retry_after_ms.is_some()));
    if limited {
        let reset = header("x-ratelimit-reset").and_then(|raw| raw.trim().parse().ok());
        let reset = reset.map(|at| until_ms(at, LONGEST_REST_MS));
        let wait = told.retry_after_ms.or(reset).unwrap_or(60_000);
        let why = format!("{}: asked too often; not again for {} s", page.status, wait.div_ceil(1000));
        return Trouble { why: Clean::new(why), retry_after_ms: Some(wait), passing: true };
    }
    if page.status == StatusCode::NOT_FOUND {
        let right = header("x-accepted-github-permissions")
            .map(|rights| format!("; it asks for the right {rights}"))
            .unwrap_or_default();
        let why = format!(
            "404: it is not there, or the token may not see it{right}; check repository, file and token. {}",
            page.told()
        );
        return Trouble { why: Clean::new(why), ..told };
    }
    told
}

/// `raw` as one segment of a path, whatever is in it.
fn segment(raw: &str) -> String {
    let Ok(mut url) = Url::parse("http://x/") else { return raw.to_owned() };
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.clear().push(raw);
    }
    url.path().trim_start_matches('/').to_owned()
}
