//! Records of the game: few different values, so that they meet, and such as nobody should write.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// Texts that fields have and that are asked for.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let texts = [
        "",
        "a",
        "A b",
        "ab",
        "a b c",
        "b a",
        "image/jpeg",
        "image/png",
        "image",
        "IMG_1.jpg",
        "IMG_2.jpg",
        "年",
        "年报",
        "2024年报.pdf",
        "报年",
        "red car",
        "red_car!",
        "nul\0l",
        "\u{fffd}",
        "%",
        "_",
        "'\"\\",
        "{a}",
        "Ünï",
    ];
    prop_oneof![
        20 => select(texts.map(str::to_owned).to_vec()),
        // Longer than columns are.
        1 => (505..516_usize, "[yz]{0,2}").prop_map(|(many, end)| "x".repeat(many) + &end),
        1 => (168..173_usize, "[yz]{0,2}").prop_map(|(many, end)| "年".repeat(many) + &end),
    ]
}

pub(super) fn any_integer() -> impl Strategy<Value = i64> {
    prop_oneof![4 => -2..5_i64, 1 => select(vec![i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1])]
}

pub(super) fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-4..9_i32).prop_map(|number| f64::from(number) / 2.0),
        1 => select(vec![-0.0, 1e300, 0.1, 9_007_199_254_740_993.0]),
    ]
}

/// Times, some of which are the same, and some of which are beyond what columns hold.
pub(super) fn any_time() -> impl Strategy<Value = &'static str> {
    select(vec![
        "2024-01-01T00:00:00Z",
        "2024-01-01T08:00:00+08:00",
        "2024-01-01T00:00:00.000000001Z",
        "2024-01-01T07:59:59.999+08:00",
        "2023-06-01T12:00:00-05:00",
        "1969-12-31T23:59:59.5Z",
        "0001-01-01T00:00:00Z",
        "1500-01-01T00:00:00Z",
        "2500-01-01T00:00:00Z",
        "2024-01-01",
        "never",
    ])
}

fn any_place() -> impl Strategy<Value = &'static str> {
    select(vec![
        "30.25,120.15",
        "30.26, 120.16",
        "0,0",
        "-0.0,180",
        "0,-180",
        "10,-179.5",
        "90,0",
        "91,0",
        "x",
    ])
}

fn any_label() -> impl Strategy<Value = Value> {
    let clips = vec(vec(0..4_i64, 0..3).prop_map(|range| json!({ "TimeRange": range })), 0..3);
    let label = (option::of(any_text()), option::of(any_number()), option::of(0..3_i64), option::of(clips))
        .prop_map(|(name, confidence, level, clips)| {
            without_nulls(json!({
                "LabelName": name, "LabelConfidence": confidence, "LabelLevel": level, "Clips": clips,
            }))
        });
    prop_oneof![12 => label, 1 => Just(Value::Null), 1 => Just(json!("a"))]
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// What is no value of its field's kind.
fn any_mistake() -> impl Strategy<Value = Value> {
    select(vec![
        Value::Null,
        json!(true),
        json!(7),
        json!(1.5),
        json!("text"),
        json!(["a", 1]),
        json!({ "a": "b" }),
    ])
}

pub(super) fn any_record() -> impl Strategy<Value = Value> {
    let scalars = (
        option::of(any_text()),
        option::of(any_text()),
        option::of(any_text()),
        option::of(any_integer()),
        option::of(any_number()),
        option::of(any_time()),
        option::of(any_place()),
    );
    let inner = (
        option::of(vec(any_label(), 0..4)),
        option::of((any_text(), any_text())),
        option::of(any_number()),
        option::of(any_text()),
    );
    let mistake = option::weighted(
        0.2,
        (
            select(vec![
                "Filename",
                "Size",
                "Duration",
                "ProduceTime",
                "LatLong",
                "Labels",
                "CustomLabels",
                "ImageScore",
                "Title",
            ]),
            any_mistake(),
        ),
    );
    (scalars, inner, mistake).prop_map(|(scalars, inner, mistake)| {
        let (filename, content_type, title, size, duration, time, place) = scalars;
        let (labels, custom, score, tag) = inner;
        let record = json!({
            "Filename": filename, "ContentType": content_type, "Title": title, "Size": size,
            "Duration": duration, "ProduceTime": time, "LatLong": place, "Labels": labels,
            "CustomLabels": custom.map(|(one, other)| json!({ "colour": one, "a.b": other })),
            "ImageScore": score.map(|score| json!({ "OverallQualityScore": score })),
            "OSSTagging": tag.map(|tag| json!({ "t": tag })),
        });
        let mut record: Map<String, Value> = match without_nulls(record) {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        if let Some((name, value)) = mistake {
            record.insert(name.to_owned(), value);
        }
        Value::Object(record)
    })
}
