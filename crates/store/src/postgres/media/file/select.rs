//! Pages of files that meet a condition, in PostgreSQL.

use deadpool_postgres::Object;
use tokio_postgres::Row;

use super::{
    query::{Question, begin, scalar},
    read,
};
use crate::{
    DatasetNo, MediaFile, Select, Selected, SortPosition,
    media::{
        sql::{Key, Order, Stretch},
        top::Top,
    },
    postgres::fault::Fault,
    row::{corrupt, count, limit_column},
};

/// Files that are looked at in the first round for a page, where the record decides, and in the largest.
const ROUND: usize = 512;
const ROUND_MAX: usize = 1 << 14;

/// Records that are read at once.
const RECORDS: usize = 256;

/// See [`crate::MediaFileStore::select_media`].
pub(super) async fn select(client: &Object, dataset: DatasetNo, select: &Select) -> Result<Selected, Fault> {
    if select.after.as_ref().is_some_and(|after| !after.suits(&select.sort)) {
        return Err(corrupt("media_columns", &"a position of another order").into());
    }
    let question = Question::new(client, dataset, select.condition.as_ref()).await?;
    let total = if select.total { Some(total(&question).await?) } else { None };
    let mut page = match Order::new(&select.sort) {
        _ if select.limit == 0 => Selected::default(),
        Some(order) => Walk { question: &question, select, order, found: Selected::default() }.walk().await?,
        None => sorted(&question, select).await?,
    };
    page.total = total;
    Ok(page)
}

/// How many files meet the condition.
async fn total(question: &Question<'_>) -> Result<u64, Fault> {
    if !question.plan.is_exact {
        let mut total = 0;
        question.each_record(|_, _, _| total += 1).await?;
        return Ok(total);
    }
    let mut sql = begin("SELECT files FROM media_datasets WHERE no = ");
    if question.is_all() {
        sql.number(question.dataset.0);
    } else {
        sql = begin("SELECT count(*)");
        question.from(&mut sql);
    }
    Ok(count("media_columns", question.number(&sql).await?)?)
}

/// A page that is taken in the order of columns.
struct Walk<'a> {
    question: &'a Question<'a>,
    select: &'a Select,
    order: Order,
    found: Selected,
}

impl Walk<'_> {
    async fn walk(mut self) -> Result<Selected, Fault> {
        for stretch in self.order.stretches(self.select.after.as_ref()) {
            if self.stretch(*stretch).await? {
                return Ok(self.found);
            }
        }
        Ok(Selected { next: None, ..self.found })
    }

    /// Takes files from a stretch, round by round; whether the page is full and there are more.
    async fn stretch(&mut self, stretch: Stretch) -> Result<bool, Fault> {
        let mut after = self.select.after.clone();
        let mut round = ROUND;
        loop {
            if self.question.plan.is_exact {
                round = (self.select.limit - self.found.files.len()).saturating_add(1);
            }
            let mut sql = begin("");
            self.order.select(&mut sql);
            self.question.from(&mut sql);
            self.order.walk(&mut sql, stretch, after.as_ref());
            sql.push(" LIMIT ").number(limit_column(round));
            let rows = self.question.query(&sql).await?;
            for rows in rows.chunks(RECORDS) {
                if self.add_all(rows).await? {
                    return Ok(true);
                }
            }
            let Some(last) = rows.last().filter(|_| rows.len() == round) else { return Ok(false) };
            after = Some(self.position(last)?);
            round = round.saturating_mul(4).min(ROUND_MAX);
        }
    }

    /// Adds files for which the condition holds; whether there was no room for one.
    async fn add_all(&mut self, rows: &[Row]) -> Result<bool, Fault> {
        let place = |row: &Row| Ok((row.try_get(0)?, row.try_get(1)?));
        let places = rows.iter().map(place).collect::<Result<Vec<(i64, String)>, Fault>>()?;
        let files = read::numbered(self.question.client, &places).await?;
        for (row, file) in rows.iter().zip(files) {
            if let Some(file) = file
                && self.add(file, row)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn add(&mut self, file: MediaFile, row: &Row) -> Result<bool, Fault> {
        if !self.question.holds(&file)? {
            return Ok(false);
        }
        if self.found.files.len() == self.select.limit {
            return Ok(true);
        }
        self.found.files.push(file);
        self.found.next = Some(self.position(row)?);
        Ok(false)
    }

    fn position(&self, row: &Row) -> Result<SortPosition, Fault> {
        let key = |(index, key): (usize, &Key)| scalar(row, index, key.kind);
        let keys = (2..).zip(&self.order.keys).map(key).collect::<Result<_, _>>()?;
        Ok(SortPosition { keys, uri: row.try_get(1)? })
    }
}

/// A page in an order that no columns have.
async fn sorted(question: &Question<'_>, select: &Select) -> Result<Selected, Fault> {
    let mut top = Top::new(&select.sort, select.after.as_ref(), select.limit.saturating_add(1));
    question.each_record(|no, uri, record| top.add(no, uri, record)).await?;
    let mut placed = top.into_files();
    let has_more = placed.len() > select.limit;
    placed.truncate(select.limit);
    let next = placed.last().filter(|_| has_more).map(|last| last.position.clone());
    let places: Vec<_> = placed.into_iter().map(|file| (file.no, file.position.uri)).collect();
    let files = read::numbered(question.client, &places).await?.into_iter().flatten().collect();
    Ok(Selected { files, next, total: None })
}
