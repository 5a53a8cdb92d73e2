//! Clusters over a real database.

use assay_store::{NewVector, VectorKind};
use serde_json::{Value, json};

use crate::{
    MediaError, TaskHandler,
    ask::of_dataset,
    fixture::{Fixture, request},
};

impl Fixture {
    /// Carries out the tasks that were started.
    async fn tasks(&self) {
        self.work(&TaskHandler::new(self.media.clone())).await;
    }

    async fn locate(&self, levels: &[&str], days: (i64, i64, i64)) -> Result<(), MediaError> {
        let request = request(of_dataset(json!({
            "DateOptions": { "MinDays": days.0, "MaxDays": days.1, "GapDays": days.2 },
            "LocationOptions": { "LocationDateClusterLevels": levels },
        })));
        let started = self.media.create_location_date_clustering_task(&self.caller(), request).await?;
        self.tasks().await;
        let task = self.task("LocationDateClustering", &started.task_id).await;
        assert_eq!(task["Status"], "Succeeded", "{task}");
        Ok(())
    }

    async fn task(&self, kind: &str, id: &str) -> Value {
        let asked = json!({ "ProjectName": "p", "TaskType": kind, "TaskId": id });
        let reply = self.media.get_task(&self.caller(), request(asked)).await.expect("a task");
        serde_json::to_value(reply).expect("JSON")
    }

    async fn stays(&self, parameters: Value) -> Value {
        let reply =
            self.media.query_location_date_clusters(&self.caller(), request(of_dataset(parameters))).await;
        serde_json::to_value(reply.expect("clusters")).expect("JSON")
    }

    async fn recognise(&self) {
        let asked = request(of_dataset(json!({})));
        let started = self.media.create_figure_clustering_task(&self.caller(), asked).await.expect("a task");
        self.tasks().await;
        let task = self.task("FigureClustering", &started.task_id).await;
        assert_eq!(task["Status"], "Succeeded", "{task}");
    }

    async fn people(&self, parameters: Value) -> Value {
        let reply = self.media.query_figure_clusters(&self.caller(), request(of_dataset(parameters))).await;
        serde_json::to_value(reply.expect("clusters")).expect("JSON")
    }

    /// Puts a picture with figures, each with a vector.
    async fn portrait(&self, uri: &str, figures: &[(&str, i64, [f32; 3])]) {
        let figure =
            |(id, age, _): &(&str, i64, [f32; 3])| json!({ "FigureId": id, "Age": age, "Gender": "female" });
        let vector = |(id, _, numbers): &(&str, i64, [f32; 3])| NewVector {
            kind: VectorKind::Figure,
            part: (*id).to_owned(),
            numbers: numbers.to_vec(),
        };
        let record = json!({
            "URI": uri, "MediaType": "image", "Figures": figures.iter().map(figure).collect::<Vec<_>>(),
        });
        self.record(record, figures.iter().map(vector).collect()).await;
    }
}

fn titles(reply: &Value) -> Vec<&str> {
    let clusters = reply["LocationDateClusters"].as_array().into_iter().flatten();
    clusters.filter_map(|cluster| cluster["Title"].as_str()).collect()
}

#[tokio::test]
async fn places_and_days_become_clusters() {
    let shelf = Fixture::new().await;
    for (day, city) in
        [(3, "Hangzhou"), (4, "Hangzhou"), (5, "Hangzhou"), (6, "Jiaxing"), (7, "Jiaxing"), (8, "Jiaxing")]
    {
        let address =
            json!([{ "Country": "China", "Province": "Zhejiang", "City": city, "AddressLine": "x" }]);
        let time = format!("2024-03-{day:02}T12:00:00+08:00");
        shelf
            .record(json!({ "URI": format!("{day}"), "ProduceTime": time, "Addresses": address }), Vec::new())
            .await;
    }
    shelf.locate(&["city", "province"], (1, 15, 0)).await.expect("clusters");
    let all = shelf.stays(json!({})).await;
    assert_eq!(titles(&all).len(), 3);
    let cities = shelf.stays(json!({ "LocationDateClusterLevels": ["city"], "MaxResults": 1 })).await;
    let first = &cities["LocationDateClusters"][0];
    assert_eq!(titles(&cities), ["Hangzhou"]);
    assert_eq!(first["LocationDateClusterStartTime"], "2024-03-03T04:00:00Z");
    assert_eq!(
        first["Addresses"][0],
        json!({ "Country": "China", "Province": "Zhejiang", "City": "Hangzhou" })
    );
    let next =
        json!({ "LocationDateClusterLevels": ["city"], "MaxResults": 1, "NextToken": cities["NextToken"] });
    assert_eq!(titles(&shelf.stays(next).await), ["Jiaxing"]);
    for (filter, found) in [
        (json!({ "Address": { "City": "Jiaxing" } }), vec!["Jiaxing"]),
        (json!({ "Title": "hang" }), vec!["Hangzhou"]),
        (
            json!({ "LocationDateClusterEndTimeRange": { "End": "2024-03-05T12:00:00+08:00" } }),
            vec!["Hangzhou"],
        ),
        (json!({ "CustomLabels": "a=b" }), vec![]),
        (
            json!({ "Order": "desc", "Sort": "LocationDateClusterStartTime", "LocationDateClusterLevels": ["city"] }),
            vec!["Jiaxing", "Hangzhou"],
        ),
    ] {
        assert_eq!(titles(&shelf.stays(filter.clone()).await), found, "{filter}");
    }

    // What a client says stays, and so does the id, when clusters are made again.
    let id = first["ObjectId"].as_str().expect("an id");
    let update = of_dataset(json!({ "ObjectId": id, "Title": "Spring", "CustomLabels": { "a": "b" } }));
    shelf.media.update_location_date_cluster(&shelf.caller(), request(update)).await.expect("updated");
    shelf.locate(&["city"], (1, 3, 1)).await.expect("clusters");
    let spring = shelf.stays(json!({ "CustomLabels": "a=b" })).await;
    assert_eq!(
        (titles(&spring), &spring["LocationDateClusters"][0]["ObjectId"]),
        (vec!["Spring"], &json!(id))
    );
    assert_eq!(titles(&shelf.stays(json!({})).await).len(), 3, "the province stays");
    shelf.locate(&["city"], (4, 9, 0)).await.expect("clusters");
    assert_eq!(titles(&shelf.stays(json!({})).await), ["Zhejiang"]);

    let delete = |id: &str| request(of_dataset(json!({ "ObjectId": id })));
    let gone = shelf.media.delete_location_date_cluster(&shelf.caller(), delete(id)).await.expect_err("gone");
    assert_eq!(gone.told().0, "ResourceNotFound");
    let left = shelf.stays(json!({})).await;
    let left = left["LocationDateClusters"][0]["ObjectId"].as_str().expect("an id");
    shelf.media.delete_location_date_cluster(&shelf.caller(), delete(left)).await.expect("deleted");
    assert!(titles(&shelf.stays(json!({})).await).is_empty());
}

#[tokio::test]
async fn figures_become_people() {
    let shelf = Fixture::new().await;
    let (ann, bea, eve) = ([1.0, 0.0, 0.1], [0.0, 1.0, 0.1], [0.0, 0.1, -1.0]);
    shelf.portrait("1", &[("a1", 20, ann), ("b1", 40, bea)]).await;
    shelf.portrait("2", &[("a2", 22, [0.9, 0.1, 0.1])]).await;
    shelf.portrait("3", &[("b3", 44, [0.1, 0.9, 0.0]), ("e3", 9, eve)]).await;
    shelf.recognise().await;
    let people = shelf.people(json!({ "WithTotalCount": true })).await;
    assert_eq!(people["TotalCount"], 2, "who is there once is nobody yet: {people}");
    let one = &people["FigureClusters"][0];
    assert_eq!(
        (&one["FaceCount"], &one["ImageCount"], &one["Gender"]),
        (&json!(2), &json!(2), &json!("female"))
    );
    assert_eq!(one["Cover"]["Figures"].as_array().map(Vec::len), Some(1));

    // Later pictures join, and ids stay.
    let ids = |people: &Value| {
        let clusters = people["FigureClusters"].as_array().into_iter().flatten();
        clusters.filter_map(|one| Some(one["ObjectId"].as_str()?.to_owned())).collect::<Vec<_>>()
    };
    shelf.portrait("4", &[("a4", 24, ann), ("e4", 9, eve)]).await;
    shelf.recognise().await;
    let later = shelf.people(json!({ "Sort": "FaceCount", "Order": "desc" })).await;
    assert_eq!(later["FigureClusters"][0]["FaceCount"], 3);
    assert_eq!(later["FigureClusters"][0]["AverageAge"], 22.0);
    assert!(ids(&later).len() == 3 && ids(&people).iter().all(|id| ids(&later).contains(id)));

    // A client names one, against the version that it read.
    let ann = ids(&later)[0].clone();
    let name = |version: i64| {
        let cluster = json!({ "ObjectId": ann, "Name": "Ann", "MetaLockVersion": version,
            "Cover": { "Figures": [{ "FigureId": "a2" }] } });
        request(of_dataset(json!({ "FigureCluster": cluster })))
    };
    shelf.media.update_figure_cluster(&shelf.caller(), name(0)).await.expect("named");
    let stale = shelf.media.update_figure_cluster(&shelf.caller(), name(0)).await.expect_err("stale");
    assert!(stale.to_string().contains("MetaLockVersion"), "{stale}");
    let get = request(of_dataset(json!({ "ObjectId": ann })));
    let got = shelf.media.get_figure_cluster(&shelf.caller(), get).await.expect("a cluster").figure_cluster;
    let got = serde_json::to_value(got).expect("JSON");
    assert_eq!(
        (&got["Name"], &got["Cover"]["URI"], &got["MetaLockVersion"]),
        (&json!("Ann"), &json!("2"), &json!(1))
    );

    // Who is in a picture.
    let search = request(of_dataset(json!({ "SourceURI": "2" })));
    let found =
        shelf.media.search_image_figure_cluster(&shelf.caller(), search).await.expect("clusters").clusters;
    assert_eq!(found.iter().map(|one| one.cluster_id.clone()).collect::<Vec<_>>(), [Some(ann.clone())]);

    // Two that are one.
    let other = ids(&later)[1].clone();
    let merge = request(of_dataset(json!({ "Froms": [other], "To": ann })));
    shelf.media.create_figure_clusters_merging_task(&shelf.caller(), merge).await.expect("started");
    shelf.tasks().await;
    let merged = shelf.people(json!({ "Sort": "FaceCount", "Order": "desc" })).await;
    assert_eq!((ids(&merged).len(), &merged["FigureClusters"][0]["FaceCount"]), (2, &json!(5)));
    let batch = request(of_dataset(json!({ "ObjectIds": [ann, other, "nobody"] })));
    let batch = shelf.media.batch_get_figure_cluster(&shelf.caller(), batch).await.expect("clusters");
    assert_eq!(batch.figure_clusters.len(), 1);
    let gone = request(of_dataset(json!({ "From": other, "To": ann })));
    let gone =
        shelf.media.create_figure_clusters_merging_task(&shelf.caller(), gone).await.expect_err("gone");
    assert_eq!(gone.told().0, "ResourceNotFound");
}
