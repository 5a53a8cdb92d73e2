//! Pages of files that meet a condition, in SQLite.

use rusqlite::{Connection, Row};

use super::{
    query::{Question, Source, index_of, scalar},
    read,
};
use crate::{
    DatasetNo, Select, Selected, SortPosition,
    media::{
        sql::{Key, Order, Stretch},
        top::Top,
    },
    row::{corrupt, count, limit_column},
    sqlite::fault::Fault,
};

/// Files that are looked at in the first round for a page, where the record decides, and in the largest.
const ROUND: usize = 512;
const ROUND_MAX: usize = 1 << 16;

/// See [`crate::MediaFileStore::select_media`].
pub(super) fn select(
    connection: &Connection,
    dataset: DatasetNo,
    select: &Select,
) -> Result<Selected, Fault> {
    if select.after.as_ref().is_some_and(|after| !after.suits(&select.sort)) {
        return Err(corrupt("media_columns", &"a position of another order").into());
    }
    let question = Question::new(connection, dataset, select.condition.as_ref());
    let total = if select.total { Some(total(&question)?) } else { None };
    let mut page = match Order::new(&select.sort) {
        _ if select.limit == 0 => Selected::default(),
        Some(order) => Walk { question: &question, select, order, found: Selected::default() }.walk()?,
        None => sorted(&question, select)?,
    };
    page.total = total;
    Ok(page)
}

/// How many files meet the condition.
fn total(question: &Question<'_>) -> Result<u64, Fault> {
    if !question.plan.is_exact {
        let mut total = 0;
        question.each_record(|_, _, _| {
            total += 1;
            Ok(())
        })?;
        return Ok(total);
    }
    let mut sql = question.sql("SELECT files FROM media_datasets WHERE no = ");
    if question.is_all() {
        sql.number(question.dataset.0);
    } else {
        sql = question.sql("SELECT count(*)");
        question.from(&mut sql, &Source::Table);
        question.guessed(&mut sql, &Source::Table, true);
    }
    Ok(count("media_columns", question.number(&sql)?)?)
}

/// A page that is taken in the order of columns.
struct Walk<'a> {
    question: &'a Question<'a>,
    select: &'a Select,
    order: Order,
    found: Selected,
}

impl Walk<'_> {
    fn walk(mut self) -> Result<Selected, Fault> {
        let index = match self.order.keys.first() {
            None => Some("media_columns_by_place"),
            Some(key) => index_of(key.column),
        };
        let source = match (self.question.few()?, index) {
            (Some(few), _) => few,
            (None, Some(index)) => Source::Index(index),
            (None, None) => Source::Table,
        };
        for stretch in self.order.stretches(self.select.after.as_ref()) {
            if self.stretch(&source, *stretch)? {
                return Ok(self.found);
            }
        }
        Ok(Selected { next: None, ..self.found })
    }

    /// Takes files from a stretch, round by round; whether the page is full and there are more.
    fn stretch(&mut self, source: &Source, stretch: Stretch) -> Result<bool, Fault> {
        let mut after = self.select.after.clone();
        let mut round = ROUND;
        loop {
            if self.question.plan.is_exact {
                round = (self.select.limit - self.found.files.len()).saturating_add(1);
            }
            let mut sql = self.question.sql("");
            self.order.select(&mut sql);
            self.question.from(&mut sql, source);
            self.question.guessed(&mut sql, source, *source == Source::Table);
            self.order.walk(&mut sql, stretch, after.as_ref());
            sql.push(" LIMIT ").number(limit_column(round));
            let mut statement = self.question.prepare(&sql)?;
            let mut rows = statement.raw_query();
            let (mut seen, mut last) = (0, None);
            while let Some(row) = rows.next()? {
                seen += 1;
                let position = self.position(row)?;
                if self.add(row.get(0)?, &position)? {
                    return Ok(true);
                }
                last = Some(position);
            }
            if seen < round {
                return Ok(false);
            }
            after = last;
            round = round.saturating_mul(4).min(ROUND_MAX);
        }
    }

    /// Adds a file if the condition holds for it; whether there was no room for it.
    fn add(&mut self, no: i64, position: &SortPosition) -> Result<bool, Fault> {
        let is_full = self.found.files.len() == self.select.limit;
        if is_full && self.question.plan.is_exact {
            return Ok(true);
        }
        let Some(file) = read::file(self.question.connection, no, position.uri.clone())? else {
            return Ok(false);
        };
        if !self.question.holds(&file)? {
            return Ok(false);
        }
        if is_full {
            return Ok(true);
        }
        self.found.files.push(file);
        self.found.next = Some(position.clone());
        Ok(false)
    }

    fn position(&self, row: &Row<'_>) -> Result<SortPosition, Fault> {
        let key = |(index, key): (usize, &Key)| scalar(row, index, key.kind);
        let keys = (2..).zip(&self.order.keys).map(key).collect::<Result<_, _>>()?;
        Ok(SortPosition { keys, uri: row.get(1)? })
    }
}

/// A page in an order that no columns have.
fn sorted(question: &Question<'_>, select: &Select) -> Result<Selected, Fault> {
    let mut top = Top::new(&select.sort, select.after.as_ref(), select.limit.saturating_add(1));
    question.each_record(|no, uri, record| {
        top.add(no, uri, record);
        Ok(())
    })?;
    let mut placed = top.into_files();
    let has_more = placed.len() > select.limit;
    placed.truncate(select.limit);
    let next = placed.last().filter(|_| has_more).map(|last| last.position.clone());
    let mut files = Vec::with_capacity(placed.len());
    for file in placed {
        files.extend(read::file(question.connection, file.no, file.position.uri)?);
    }
    Ok(Selected { files, next, total: None })
}
