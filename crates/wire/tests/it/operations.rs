//! The table of operations has exactly what the contract has.

use std::collections::BTreeMap;

use assay_wire::{Method, Operation, Product, Style};
use serde::Deserialize;

#[derive(Deserialize)]
struct Contract {
    api_version: String,
    operation_count: usize,
    operations: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    action: String,
    auth: String,
    method: String,
    pathname: String,
    style: String,
    version: String,
}

fn contract(product: Product) -> Contract {
    let text = match product {
        Product::Pds => include_str!("../../contract/pds.json"),
        Product::Sas => include_str!("../../contract/sas.json"),
        Product::Imm => include_str!("../../contract/imm.json"),
        Product::Iqs => include_str!("../../contract/iqs.json"),
    };
    serde_json::from_str(text).expect("the contract is JSON")
}

#[test]
fn the_table_is_the_contract() {
    for product in Product::ALL {
        let contract = contract(product);
        assert_eq!(contract.api_version, product.version());
        // What is our own stands beside the contract, not in it.
        let table: Vec<_> = Operation::all(product).iter().filter(|operation| !operation.own).collect();
        assert_eq!(table.len(), contract.operation_count, "{}", product.name());
        // Both are in the order of their names, which is what the search by name relies on.
        for (operation, (name, entry)) in table.into_iter().zip(&contract.operations) {
            assert_eq!((operation.action, name), (entry.action.as_str(), &entry.action));
            assert_eq!(operation.product, product);
            assert_eq!(product.version(), entry.version);
            assert_eq!(operation.method.as_str(), entry.method, "{name}");
            assert_eq!(operation.path, entry.pathname, "{name}");
            assert_eq!(operation.style == Style::Rpc, entry.style == "RPC", "{name}");
            assert_eq!(operation.anonymous, entry.auth == "Anonymous", "{name}");
        }
    }
}

#[test]
fn what_is_our_own_is_listed() {
    let all = Product::ALL.into_iter().flat_map(Operation::all);
    let own: Vec<_> = all.filter(|operation| operation.own).map(|operation| operation.path).collect();
    assert_eq!(own, ["/v2/file/flatten"]);
}

#[test]
fn a_download_is_a_get_and_a_token_is_anonymous() {
    let download = Operation::by_path("/v2/file/download").expect("in the table");
    assert_eq!((download.action, download.method, download.anonymous), ("DownloadFile", Method::Get, false));
    let scan = Operation::by_path("/scan/file").expect("in the table");
    assert_eq!((scan.product, scan.action), (Product::Iqs, "ScanFile"));
    let token = Operation::by_path("/v2/oauth/token").expect("in the table");
    assert_eq!((token.action, token.anonymous), ("Token", true));
}
