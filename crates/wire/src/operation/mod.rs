//! The table of every operation of the four APIs, served or not, and how to find one.
//!
//! An operation that is in the table and not served answers `UnsupportedOperation`; one that is not in
//! the table does not exist. The tables are constants: nothing is parsed at start, and tests hold them
//! against the contract.

mod imm;
mod iqs;
mod pds;
mod sas;

use std::{collections::HashMap, sync::LazyLock};

use crate::{Product, imm::ImmOperation, iqs::IqsOperation, pds::PdsOperation, sas::SasOperation};

/// How an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// By action and version, parameters in the query and a form body, path `/`.
    Rpc,
    /// By method and path, parameters in a JSON body.
    Roa,
}

/// The methods that operations are called by. RPC operations also answer to `GET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// The method as a request line has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One operation of one API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Whose it is.
    pub product: Product,
    /// The wire's name; unique within the product.
    pub action: &'static str,
    /// How it is called.
    pub style: Style,
    /// The method that the official clients use.
    pub method: Method,
    /// `/` for RPC; for ROA unique over all products.
    pub path: &'static str,
    /// A second path that it answers at, unique likewise.
    pub alias: Option<&'static str>,
    /// Clients never sign it.
    pub anonymous: bool,
    /// The contract does not have it: it is our own, and generic clients call it.
    pub own: bool,
}

/// A served operation, by the family that serves it: dispatch is a match without a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// The drive.
    Pds(PdsOperation),
    /// Malware detection.
    Sas(SasOperation),
    /// Media metadata.
    Imm(ImmOperation),
    /// Scans of photos.
    Iqs(IqsOperation),
}

impl Served {
    /// Decisions taken where the documents are silent.
    pub const fn notes(self) -> &'static [&'static str] {
        match self {
            Self::Pds(operation) => operation.notes(),
            Self::Sas(operation) => operation.notes(),
            Self::Imm(operation) => operation.notes(),
            Self::Iqs(operation) => operation.notes(),
        }
    }
}

impl Operation {
    /// An operation called by action and version.
    const fn rpc(product: Product, action: &'static str) -> Self {
        let (style, method, path) = (Style::Rpc, Method::Post, "/");
        Self { product, action, style, method, path, alias: None, anonymous: false, own: false }
    }

    /// An operation called by method and path.
    const fn roa(product: Product, method: Method, action: &'static str, path: &'static str) -> Self {
        let style = Style::Roa;
        Self { product, action, style, method, path, alias: None, anonymous: false, own: false }
    }

    /// The same, at a second path too.
    const fn also_at(mut self, alias: &'static str) -> Self {
        self.alias = Some(alias);
        self
    }

    /// The same, never signed.
    const fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// The same, beyond the contract.
    const fn own(mut self) -> Self {
        self.own = true;
        self
    }

    /// Every operation of a product, in the order of their names.
    pub const fn all(product: Product) -> &'static [Self] {
        match product {
            Product::Pds => pds::OPERATIONS,
            Product::Sas => sas::OPERATIONS,
            Product::Imm => imm::OPERATIONS,
            Product::Iqs => iqs::OPERATIONS,
        }
    }

    /// The operation of this name: how RPC calls are routed, once the version told the product.
    pub fn by_action(product: Product, action: &str) -> Option<&'static Self> {
        let table = Self::all(product);
        let at = table.binary_search_by(|operation| operation.action.cmp(action)).ok()?;
        table.get(at)
    }

    /// The operation at this path, whatever the method: how ROA calls are routed. The caller compares
    /// the method, so that a known path with another method can be told from an unknown path.
    pub fn by_path(path: &str) -> Option<&'static Self> {
        static PATHS: LazyLock<HashMap<&'static str, &'static Operation>> = LazyLock::new(|| {
            let roa = |operation: &&Operation| operation.style == Style::Roa;
            let all = Product::ALL.into_iter().flat_map(|product| Operation::all(product).iter().filter(roa));
            all.flat_map(|operation| {
                let paths = std::iter::once(operation.path).chain(operation.alias);
                paths.map(move |path| (path, operation))
            })
            .collect()
        });
        PATHS.get(path).copied()
    }

    /// Who serves it; `None` answers `UnsupportedOperation`.
    pub fn served(&self) -> Option<Served> {
        match self.product {
            Product::Sas => SasOperation::from_action(self.action).map(Served::Sas),
            Product::Pds => PdsOperation::from_action(self.action).map(Served::Pds),
            Product::Imm => ImmOperation::from_action(self.action).map(Served::Imm),
            Product::Iqs => IqsOperation::from_action(self.action).map(Served::Iqs),
        }
    }

    /// The action that a policy has to allow: `yundun-sas:CreateFileDetect`.
    pub fn ram_action(&self) -> String {
        format!("{}:{}", self.product.ram_service(), self.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_by_its_name() {
        let mut count = 0;
        for product in Product::ALL {
            for operation in Operation::all(product) {
                assert_eq!(Operation::by_action(product, operation.action), Some(operation));
                count += 1;
            }
        }
        assert_eq!(count, 227);
        assert_eq!(Operation::by_action(Product::Sas, "ScanFile"), None);
    }

    #[test]
    fn every_path_leads_to_one_operation() {
        for product in [Product::Pds, Product::Iqs] {
            for operation in Operation::all(product) {
                assert_eq!(Operation::by_path(operation.path), Some(operation));
            }
        }
        assert_eq!(Operation::by_path("/scan/file"), Operation::by_action(Product::Iqs, "ScanFile"));
        assert_eq!(Operation::by_path("/"), None, "RPC calls have no path of their own");
        assert_eq!(Operation::by_path("/v2/file/Scan"), None);
    }

    #[test]
    fn a_served_family_has_all_its_operations_in_the_table() {
        for operation in SasOperation::ALL {
            let entry = Operation::by_action(Product::Sas, operation.action()).expect("in the table");
            assert_eq!(entry.served(), Some(Served::Sas(operation)));
        }
        for operation in IqsOperation::ALL {
            let entry = Operation::by_action(Product::Iqs, operation.action()).expect("in the table");
            assert_eq!(entry.served(), Some(Served::Iqs(operation)));
        }
        for operation in ImmOperation::ALL {
            let entry = Operation::by_action(Product::Imm, operation.action()).expect("in the table");
            assert_eq!(entry.served(), Some(Served::Imm(*operation)));
        }
        assert_eq!(
            Operation::by_action(Product::Sas, "CreateFileDetect").expect("in the table").ram_action(),
            "yundun-sas:CreateFileDetect"
        );
    }
}
