//! What `/api/v1/query` answers, and the one number in it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::client::Trouble;
use crate::client::net::http::Page;
use crate::promql;

/// Most series that are named when there is more than one.
const NAMED: usize = 3;

/// The envelope of every answer.
#[derive(Debug, Deserialize)]
struct Envelope {
    status: String,
    #[serde(default)]
    data: Option<Data>,
    #[serde(default, rename = "errorType")]
    error_type: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    warnings: Vec<String>,
    #[serde(default)]
    infos: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
enum Data {
    Vector(Vec<Element>),
    Scalar((f64, String)),
    String(serde::de::IgnoredAny),
    Matrix(serde::de::IgnoredAny),
}

/// One element of a vector.
#[derive(Debug, Deserialize)]
struct Element {
    #[serde(default)]
    metric: BTreeMap<String, String>,
    #[serde(default)]
    value: Option<(f64, String)>,
    #[serde(default)]
    histogram: Option<serde::de::IgnoredAny>,
}

/// An answer that was read.
#[derive(Debug, Default)]
pub(super) struct Answered {
    /// Values by their labels.
    pub elements: Vec<(BTreeMap<String, String>, f64)>,
    /// What the server said beside, such as "partial data".
    pub remarks: Vec<String>,
}

impl Answered {
    /// The one value, or none of an empty vector.
    ///
    /// # Errors
    /// There are several; a metric has one.
    pub fn one(&self) -> Result<Option<f64>, String> {
        match &self.elements[..] {
            [] => Ok(None),
            [(_, value)] => Ok(Some(*value)),
            several => {
                let named = several.iter().take(NAMED).map(|(labels, _)| shown(labels));
                let named = named.collect::<Vec<_>>().join(" ");
                let n = several.len();
                Err(format!("the query gives {n} series ({named} …), not one; sum or choose in it"))
            }
        }
    }
}

/// Reads `page`.
///
/// # Errors
/// It is no answer of this API, or says that the query failed.
pub(super) fn read(page: &Page) -> Result<Answered, Trouble> {
    if !page.status.is_success() {
        return Err(failed(page));
    }
    let envelope: Envelope = page.json()?;
    if envelope.status != "success" {
        return Err(Trouble::lasting(told(&envelope)));
    }
    let elements = match envelope.data {
        Some(Data::Vector(vector)) => vector.into_iter().map(element).collect::<Result<_, _>>(),
        Some(Data::Scalar((_, word))) => value(&word).map(|value| vec![(BTreeMap::new(), value)]),
        Some(Data::String(_)) => Err("the query gives text, not a number".to_owned()),
        Some(Data::Matrix(_)) => {
            Err("the query gives a range of values; ask for one, as in rate(…[1m])".into())
        }
        None => Err("the answer holds no data; is it the address of a Prometheus?".into()),
    };
    let mut remarks = envelope.warnings;
    remarks.extend(envelope.infos);
    Ok(Answered { elements: elements.map_err(Trouble::lasting)?, remarks })
}

fn element(element: Element) -> Result<(BTreeMap<String, String>, f64), String> {
    match (element.value, element.histogram) {
        (Some((_, word)), _) => Ok((element.metric, value(&word)?)),
        (None, Some(_)) => {
            Err("the query gives a native histogram, which is not supported; take a quantile \
                                of it in the query"
                .into())
        }
        (None, None) => Err("a series of the answer has no value".into()),
    }
}

fn value(word: &str) -> Result<f64, String> {
    promql::number(word).ok_or_else(|| format!("{word:?} in the answer is no number"))
}

/// An error's own words where it has some; this API tells them as JSON with its 4xx and 5xx.
fn failed(page: &Page) -> Trouble {
    let mut trouble = page.trouble();
    if let Ok(envelope) = page.json::<Envelope>()
        && envelope.status == "error"
    {
        trouble.why = crate::text::Clean::new(format!("{}: {}", page.status, told(&envelope)));
    }
    trouble
}

fn told(envelope: &Envelope) -> String {
    format!("the query failed: {}: {}", envelope.error_type, envelope.error)
}

fn shown(labels: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{{{}}}", pairs.join(", "))
}
