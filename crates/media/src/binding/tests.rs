//! Bindings over a real state and a folder.

use assay_store::{BindingKey, DatasetNo};
use assay_wire::imm::Binding;
use serde_json::json;

use super::{CleanHandler, FollowHandler};
use crate::{
    IndexHandler, MediaError,
    fixture::{BUCKET, Fixture, request},
};

const PLACE: &str = "oss://shelf";

impl Fixture {
    async fn bind(&self, uri: &str) -> Result<Binding, MediaError> {
        let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "URI": uri }));
        let reply = self.media.create_binding(&self.caller(), request).await?;
        Ok(reply.binding.expect("a binding"))
    }

    async fn binding(&self, uri: &str) -> Binding {
        let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "URI": uri }));
        self.media.get_binding(&self.caller(), request).await.expect("found").binding.expect("a binding")
    }

    /// Lets a scan and what it found be done.
    async fn follow(&self) {
        self.work(&FollowHandler::new(self.media.clone())).await;
        self.work(&IndexHandler::new(self.media.clone())).await;
    }

    /// Makes the next scan of a binding due now.
    async fn scan_now(&self, uri: &str) {
        self.switch_off_and_on().await;
        assert_eq!(self.binding(uri).await.state.as_deref(), Some("Running"));
        self.follow().await;
    }

    async fn switch_off_and_on(&self) {
        let caller = self.caller();
        let bucket = json!({ "OSSBucket": BUCKET, "ProjectName": "p" });
        let detached = self.media.detach_oss_bucket(&caller, request(bucket.clone())).await;
        assert!(detached.is_ok());
        assert_eq!(self.binding(PLACE).await.state.as_deref(), Some("Stopped"));
        self.media.attach_oss_bucket(&caller, request(bucket)).await.expect("attached");
    }

    async fn uris(&self) -> Vec<String> {
        let row = self.media.dataset_row(&self.caller(), "p", "d").await.expect("a dataset");
        let found = self.media.parts.store.media_uris(row.no, "oss://", None, 1000).await;
        found.expect("listed").into_iter().map(|found| found.uri).collect()
    }
}

async fn attached() -> Fixture {
    let at = Fixture::new().await;
    let bucket = request(json!({ "OSSBucket": BUCKET, "ProjectName": "p" }));
    at.media.attach_oss_bucket(&at.caller(), bucket).await.expect("attached");
    at
}

#[tokio::test]
async fn what_is_new_comes_in_and_what_is_gone_goes() {
    let at = attached().await;
    for name in ["a", "b", "c"] {
        at.put(name, "word");
    }
    let made = at.bind(PLACE).await.expect("bound");
    assert_eq!((made.state.as_deref(), made.phase.as_deref()), (Some("Ready"), Some("")));
    at.follow().await;
    assert_eq!(at.uris().await, ["oss://shelf/a", "oss://shelf/b", "oss://shelf/c"]);
    let bound = at.binding(PLACE).await;
    assert_eq!(bound.phase.as_deref(), Some("IncrementalScanning"));
    std::fs::remove_file(at.folder.join("b")).expect("removed");
    at.put("d", "word");
    at.scan_now(PLACE).await;
    assert_eq!(at.uris().await, ["oss://shelf/a", "oss://shelf/c", "oss://shelf/d"]);
}

#[tokio::test]
async fn an_unchanged_file_is_probed_once() {
    let at = attached().await;
    at.put("a", "word");
    at.bind(PLACE).await.expect("bound");
    at.follow().await;
    let probed = || at.prober.probed.load(std::sync::atomic::Ordering::Relaxed);
    let before = probed();
    at.scan_now(PLACE).await;
    assert_eq!(probed(), before);
    at.put("a", "another word");
    at.scan_now(PLACE).await;
    assert_eq!(probed(), before + 1);
}

#[tokio::test]
async fn a_place_that_vanishes_takes_nothing_out() {
    let at = attached().await;
    at.put("a", "word");
    at.bind(PLACE).await.expect("bound");
    at.follow().await;
    let aside = at.folder.with_extension("aside");
    std::fs::rename(&at.folder, &aside).expect("moved");
    let key = BindingKey { dataset: DatasetNo(0), uri: PLACE.to_owned() };
    assert!(at.media.parts.store.binding(&key).await.expect("asked").is_none(), "found by its dataset alone");
    let row = at.media.dataset_row(&at.caller(), "p", "d").await.expect("a dataset");
    let key = BindingKey { dataset: row.no, ..key };
    let row = at.media.parts.store.binding(&key).await.expect("asked").expect("a binding");
    let bound = super::record::Bound::read(row).expect("readable");
    let job = bound.job(at.media.parts.clock.now()).expect("a job");
    at.media.parts.state.enqueue(job).await.expect("enqueued");
    at.work(&FollowHandler::new(at.media.clone())).await;
    let bound = at.binding(PLACE).await;
    assert!(matches!(bound.state.as_deref(), Some("Failed" | "Retrying")), "{bound:?}");
    assert_eq!(at.uris().await, ["oss://shelf/a"]);
    std::fs::rename(aside, &at.folder).expect("moved back");
    at.scan_now(PLACE).await;
    assert_eq!(at.uris().await, ["oss://shelf/a"]);
}

#[tokio::test]
async fn a_binding_goes_and_what_it_brought_stays_or_goes() {
    let at = attached().await;
    at.put("a", "word");
    at.bind(PLACE).await.expect("bound");
    at.follow().await;
    let unbind = |cleanup: bool| {
        request(json!({
            "ProjectName": "p", "DatasetName": "d", "URI": PLACE, "Cleanup": cleanup,
        }))
    };
    at.media.delete_binding(&at.caller(), unbind(false)).await.expect("deleted");
    at.work(&CleanHandler::new(at.media.clone())).await;
    assert_eq!(at.uris().await.len(), 1);
    assert!(at.media.delete_binding(&at.caller(), unbind(false)).await.is_err(), "it is gone");
    at.bind(PLACE).await.expect("bound again");
    at.media.delete_binding(&at.caller(), unbind(true)).await.expect("deleted");
    at.follow().await;
    at.work(&CleanHandler::new(at.media.clone())).await;
    assert_eq!(at.uris().await, Vec::<String>::new());
}

#[tokio::test]
async fn places_that_are_not_there_are_not_bound() {
    let at = attached().await;
    for place in ["oss://none", "pds://domains/d/drives/1", "http://shelf/", "oss://", "shelf"] {
        assert!(matches!(at.bind(place).await, Err(MediaError::Api(_))), "{place}");
    }
}
