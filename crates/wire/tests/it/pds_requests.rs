//! Each parameter of each served PDS operation is read, by its type and under its name.

use serde_json::Value;

use crate::{
    contract::{Contract, Field, wrong_value},
    pds_types::{OPERATIONS, Operation},
};

/// Required by the contract, and left to the service: `share_id` may stand for it.
const LENIENT: [&str; 2] = ["CompleteFile.drive_id", "GetUploadUrl.drive_id"];

/// Read by the operation that a batch's item is for, so that one that does not fit fails alone.
const READ_LATER: [&str; 1] = ["requests[0].body"];

/// What is wrong with a body, as the operation says it; nothing when it is taken.
fn refusal(operation: &Operation, body: &Value) -> Option<String> {
    (operation.read)(body.to_string().as_bytes()).err().map(|error| error.code().to_owned())
}

fn each(mut check: impl FnMut(&Contract, &Operation, &[Field], Value)) {
    let contract = Contract::pds();
    for operation in OPERATIONS {
        let params = &contract.operations[operation.called.action()].params;
        check(&contract, &operation, params, contract.object(params));
    }
}

/// Calls for every field below these, all the way down, with its path as JSON pointers and as errors have it.
fn walk(
    contract: &Contract,
    fields: &[Field],
    at: &(String, String),
    check: &mut impl FnMut(&Field, &str, &str),
) {
    for field in fields {
        let dot = if at.1.is_empty() { "" } else { "." };
        let here = (format!("{}/{}", at.0, field.name), format!("{}{dot}{}", at.1, field.name));
        check(field, &here.0, &here.1);
        walk(contract, contract.fields_of(field), &here, check);
        if let Some(item) = &field.items {
            let item_at = (format!("{}/0", here.0), format!("{}[0]", here.1));
            walk(contract, contract.fields_of(item), &item_at, check);
        }
        if let Some(value) = &field.values {
            let value_at = (format!("{}/key", here.0), format!("{}.key", here.1));
            walk(contract, contract.fields_of(value), &value_at, check);
        }
    }
}

#[test]
fn a_body_with_everything_is_taken() {
    each(|_, operation, _, body| {
        assert_eq!(refusal(operation, &body), None, "{:?}: {body}", operation.called);
    });
}

#[test]
fn what_is_required_is_missed_by_its_name_and_the_rest_is_not() {
    let mut lenient = Vec::new();
    each(|_, operation, params, body| {
        for param in params {
            let place = format!("{:?}.{}", operation.called, param.name);
            let missing = format!("MissingParameter.{}", param.name);
            let refusals = [None, Some(Value::Null)].map(|replaced| {
                let mut without = body.clone();
                let object = without.as_object_mut().expect("an object");
                object.remove(&param.name);
                object.extend(replaced.map(|value| (param.name.clone(), value)));
                refusal(operation, &without)
            });
            match refusals {
                [None, None] if param.required => lenient.push(place),
                [None, None] => {}
                [Some(code), Some(again)] if param.required => {
                    assert_eq!((&code, &again), (&missing, &missing));
                }
                other => panic!("{place}: {other:?}"),
            }
        }
    });
    assert_eq!(lenient, LENIENT);
}

#[test]
fn a_wrong_type_is_told_with_the_name_all_the_way_down() {
    each(|contract, operation, params, body| {
        walk(contract, params, &Default::default(), &mut |field, pointer, path| {
            let Some(wrong) = wrong_value(field).filter(|_| !READ_LATER.contains(&path)) else { return };
            let mut changed = body.clone();
            *changed.pointer_mut(pointer).expect("a value of the sample") = wrong;
            let expected = Some(format!("InvalidParameter.{path}"));
            assert_eq!(refusal(operation, &changed), expected, "{:?}", operation.called);
        });
    });
}

#[test]
fn unknown_names_are_ignored() {
    each(|_, operation, _, mut body| {
        body.as_object_mut().expect("an object").insert("unknown".to_owned(), Value::Bool(true));
        assert_eq!(refusal(operation, &body), None, "{:?}", operation.called);
    });
}
