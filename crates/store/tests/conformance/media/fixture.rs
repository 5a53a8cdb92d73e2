//! What the tests of media put into a database.

use std::sync::Arc;

use assay_store::{
    AttachmentRow, BindingKey, BindingRow, DatasetNo, Lease, Made, NewDataset, ProjectRow, Store,
};

use crate::fixture::{MINUTE, T0, job, tenant};

/// More than a test makes.
pub(crate) const PLENTY: u64 = 1000;

pub(crate) fn project(name: &str) -> ProjectRow {
    ProjectRow { name: name.to_owned(), record: format!("{{\"ProjectName\":\"{name}\"}}"), version: 0 }
}

pub(crate) fn new_dataset(project: &str, name: &str) -> NewDataset {
    NewDataset {
        project: project.to_owned(),
        name: name.to_owned(),
        record: format!("{{\"DatasetName\":\"{name}\"}}"),
        max_datasets: PLENTY,
    }
}

pub(crate) fn attachment(project: &str, bucket: &str) -> AttachmentRow {
    AttachmentRow {
        bucket: bucket.to_owned(),
        project: project.to_owned(),
        record: format!("{{\"OSSBucket\":\"{bucket}\"}}"),
    }
}

/// A binding of tenant `t`'s dataset `d` in project `p`.
pub(crate) fn binding(dataset: DatasetNo, uri: &str) -> BindingRow {
    BindingRow {
        key: BindingKey { dataset, uri: uri.to_owned() },
        tenant: tenant("t"),
        project: "p".to_owned(),
        dataset_name: "d".to_owned(),
        record: format!("{{\"URI\":\"{uri}\"}}"),
        progress: "{}".to_owned(),
        version: 0,
    }
}

/// Makes projects of tenant `t`.
pub(crate) async fn make_projects(store: &Arc<dyn Store>, names: &[&str]) {
    for name in names {
        assert_eq!(store.create_project(&tenant("t"), project(name)).await.unwrap(), Made::Done(()));
    }
}

/// Makes a dataset of tenant `t`.
pub(crate) async fn make_dataset(store: &Arc<dyn Store>, project: &str, name: &str) -> DatasetNo {
    match store.create_dataset(&tenant("t"), new_dataset(project, name)).await.unwrap() {
        Made::Done(no) => no,
        other => panic!("{other:?}"),
    }
}

/// A claimed job of this kind.
pub(crate) async fn leased(store: &Arc<dyn Store>, kind: &str) -> Lease {
    store.enqueue(job(kind)).await.unwrap();
    store.claim(&[kind], 1, MINUTE, T0).await.unwrap()[0].lease
}
