//! `Sort` and `Order`: comma lists that belong together.

use assay_store::{Direction, FieldKind, MediaField, Sort};

use crate::MediaError;

/// The most fields that one may sort by.
const MAX_FIELDS: usize = 5;
/// Whole texts of pictures and documents: they would have to travel in every `NextToken`.
const TOO_LONG: &[&str] = &["EXIF", "OCRTexts"];

/// Reads both lists. Where `Order` is the shorter one, `default` holds for the rest.
pub(super) fn sort(
    fields: Option<&str>,
    order: Option<&str>,
    default: Direction,
) -> Result<Vec<Sort>, MediaError> {
    let fields = list(fields);
    let order = list(order);
    if fields.len() > MAX_FIELDS {
        return Err(MediaError::invalid("Sort", format_args!("there may be {MAX_FIELDS} fields")));
    }
    if order.len() > fields.len() {
        return Err(MediaError::invalid("Order", "it may not have more elements than Sort"));
    }
    let mut sort: Vec<Sort> = Vec::new();
    for (at, name) in fields.into_iter().enumerate() {
        let field = field(name)?;
        if sort.iter().any(|earlier| earlier.field == field) {
            return Err(MediaError::invalid("Sort", format_args!("{name} is there twice")));
        }
        let direction = match order.get(at) {
            None => default,
            Some(&"asc") => Direction::Ascending,
            Some(&"desc") => Direction::Descending,
            Some(_) => return Err(MediaError::invalid("Order", "its elements must be asc or desc")),
        };
        sort.push(Sort { field, direction });
    }
    Ok(sort)
}

/// An order as one text, for tokens that are good for it alone.
pub(super) fn text(sort: &[Sort]) -> String {
    let one = |sort: &Sort| match sort.direction {
        Direction::Ascending => format!("+{}", sort.field.name()),
        Direction::Descending => format!("-{}", sort.field.name()),
    };
    sort.iter().map(one).collect::<Vec<_>>().join(",")
}

fn list(text: Option<&str>) -> Vec<&str> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Vec::new();
    }
    // One more than may be is enough to refuse.
    text.split(',').map(str::trim).take(MAX_FIELDS + 1).collect()
}

fn field(name: &str) -> Result<MediaField, MediaError> {
    let Some(field) = MediaField::named(name) else {
        return Err(MediaError::invalid("Sort", format_args!("{name} is not a field")));
    };
    if !field.is_sortable() || field.kind() == FieldKind::Place || TOO_LONG.contains(&name) {
        return Err(MediaError::invalid(
            "Sort",
            format_args!("{name} cannot be sorted by: it must have one value of moderate length at most"),
        ));
    }
    Ok(field)
}

#[cfg(test)]
mod tests {
    use Direction::{Ascending, Descending};

    use super::*;

    fn read(fields: &str, order: &str) -> Result<Vec<(String, Direction)>, String> {
        let sort = sort(Some(fields), Some(order), Descending).map_err(|error| error.to_string())?;
        Ok(sort.into_iter().map(|sort| (sort.field.name().to_owned(), sort.direction)).collect())
    }

    #[test]
    fn orders_belong_to_their_fields() {
        assert_eq!(read("", ""), Ok(vec![]));
        assert_eq!(
            read("Size, Filename", "asc"),
            Ok(vec![("Size".to_owned(), Ascending), ("Filename".to_owned(), Descending)])
        );
        assert_eq!(read("CustomLabels.a", "desc"), Ok(vec![("CustomLabels.a".to_owned(), Descending)]));
        assert!(read("Size,Filename,Title,Album,Artist", "").is_ok(), "five fields");
    }

    #[test]
    fn what_makes_no_order_is_refused() {
        for (fields, order) in [
            ("Size,Filename,Title,Album,Artist,URI", ""),
            ("Size", "asc,desc"),
            ("", "asc"),
            ("Size", "up"),
            ("Nothing", ""),
            ("Size,Size", ""),
            ("Size,", ""),
            ("Labels.LabelName", ""),
            ("LatLong", ""),
            ("OCRTexts", ""),
        ] {
            assert!(read(fields, order).is_err(), "{fields:?} {order:?}");
        }
    }
}
