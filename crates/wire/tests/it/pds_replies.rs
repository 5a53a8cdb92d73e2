//! Each reply of the served PDS operations has the contract's names and JSON types, no more and no less.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    contract::{Contract, Field},
    pds_types::{MODELS, Model, OPERATIONS},
};

/// Fields that a document shows and the contract does not have, as `Model.field`.
const DOCUMENT_ONLY: [&str; 23] = [
    "File.creator_id",
    "File.creator_name",
    "File.creator_type",
    "File.investigation_info",
    "File.last_modifier_id",
    "File.last_modifier_name",
    "File.last_modifier_type",
    "File.mime_extension",
    "File.mime_type",
    "File.origin_parent_file_id",
    "File.punish_flag",
    "File.revision_version",
    "File.trashed",
    "File.url",
    "ImageMediaMetadata.faces",
    "VideoMediaMetadata.address_line",
    "VideoMediaMetadata.city",
    "VideoMediaMetadata.country",
    "VideoMediaMetadata.district",
    "VideoMediaMetadata.location",
    "VideoMediaMetadata.province",
    "VideoMediaMetadata.time",
    "VideoMediaMetadata.township",
];

/// Compares a type with the contract's: its names, and what it makes of a value with all of them.
fn check(place: &str, name: &str, model: &Model, fields: &[Field], sample: &Value) {
    let have: BTreeSet<&str> = (model.fields)().iter().copied().collect();
    for field in fields {
        assert!(have.contains(field.name.as_str()), "{place}: {} is missing", field.name);
    }
    let invented: Vec<String> = have
        .into_iter()
        .filter(|field| fields.iter().all(|known| known.name != *field))
        .map(|field| format!("{name}.{field}"))
        .filter(|full| !DOCUMENT_ONLY.contains(&full.as_str()))
        .collect();
    assert_eq!(invented, Vec::<String>::new(), "{place}");
    assert_eq!((model.echo)(sample).as_ref(), Ok(sample), "{place}");
}

#[test]
fn a_reply_is_the_contracts_model() {
    let contract = Contract::pds();
    for operation in OPERATIONS {
        let place = format!("{:?}", operation.called);
        let response = &contract.operations[operation.called.action()].response;
        let sample = contract.value(response);
        let name = response.model.as_deref().unwrap_or_default();
        check(&place, name, &operation.reply, contract.fields_of(response), &sample);
    }
}

#[test]
fn a_model_is_the_contracts() {
    let contract = Contract::pds();
    for model in MODELS {
        let fields = &contract.models[model.name].fields;
        check(model.name, model.name, &model, fields, &contract.object(fields));
    }
}

#[test]
fn every_model_of_a_reply_is_held_against_the_contract() {
    fn reached<'c>(contract: &'c Contract, field: &'c Field, all: &mut BTreeSet<&'c str>) {
        if field.model.as_deref().is_none_or(|name| all.insert(name)) {
            for inner in contract.fields_of(field).iter().chain(field.items.as_deref()) {
                reached(contract, inner, all);
            }
        }
    }
    let contract = Contract::pds();
    let mut all = BTreeSet::new();
    let mut of_operations = BTreeSet::new();
    for operation in OPERATIONS {
        let response = &contract.operations[operation.called.action()].response;
        reached(&contract, response, &mut all);
        of_operations.extend(response.model.as_deref());
    }
    let checked: BTreeSet<&str> = MODELS.iter().map(|model| model.name).chain(of_operations).collect();
    assert_eq!(all.difference(&checked).collect::<Vec<_>>(), Vec::<&&str>::new());
}
