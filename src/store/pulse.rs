//! Answers of the pulse, as counts; and which ballots were used, without what they said. Nothing here names a person or
//! tells when somebody answered, and all of it goes when its round is closed.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row;

use crate::report::{Ballot, PULSE_SCALE, Question, Week};

use super::{Result, Store};

/// How many chose each answer, by question; the first are those of answer 1.
pub type Counts = BTreeMap<Question, [u64; PULSE_SCALE as usize]>;

impl Store {
    /// Counts answers, from 1 to [`PULSE_SCALE`], once for each question of a ballot. Returns those that were counted.
    pub async fn count_answers(&self, ballot: &Ballot, answers: &BTreeMap<Question, u8>) -> Result<BTreeSet<Question>> {
        let mut tx = self.begin().await?;
        let mut counted = BTreeSet::new();
        for (question, answer) in answers.iter().filter(|(_, answer)| (1..=PULSE_SCALE).contains(*answer)) {
            let sql = "INSERT INTO pulse_used (number, question, asked) VALUES ($1, $2, $3)
                       ON CONFLICT (number, question) DO NOTHING";
            let query = sqlx::query(sql).bind(ballot.number.as_str()).bind(question.as_str());
            if query.bind(ballot.asked.to_string()).execute(&mut *tx).await?.rows_affected() == 0 {
                continue;
            }
            let sql = "INSERT INTO pulse_answers (asked, mark, question, answer, people) VALUES ($1, $2, $3, $4, 1)
                       ON CONFLICT (asked, mark, question, answer) DO UPDATE SET people = pulse_answers.people + 1";
            let query = sqlx::query(sql).bind(ballot.asked.to_string()).bind(ballot.mark.as_str());
            query.bind(question.as_str()).bind(i64::from(*answer)).execute(&mut *tx).await?;
            counted.insert(*question);
        }
        tx.commit().await?;
        Ok(counted)
    }

    /// Which questions a ballot was used for.
    pub async fn answered(&self, ballot: &Ballot) -> Result<BTreeSet<Question>> {
        let query = sqlx::query("SELECT question FROM pulse_used WHERE number = $1").bind(ballot.number.as_str());
        let rows = query.fetch_all(&self.pool).await?;
        let names = rows.iter().map(|row| Ok(row.try_get("question")?)).collect::<Result<Vec<String>>>()?;
        Ok(Question::ALL.into_iter().filter(|question| names.iter().any(|name| name == question.as_str())).collect())
    }

    /// What was answered in a round, by the mark of the group.
    pub async fn pulse_answers(&self, asked: Week) -> Result<BTreeMap<String, Counts>> {
        let sql = "SELECT mark, question, answer, people FROM pulse_answers WHERE asked = $1";
        let mut found: BTreeMap<String, Counts> = BTreeMap::new();
        for row in sqlx::query(sql).bind(asked.to_string()).fetch_all(&self.pool).await? {
            let (name, answer): (String, i64) = (row.try_get("question")?, row.try_get("answer")?);
            let Some(question) = Question::ALL.into_iter().find(|question| question.as_str() == name) else { continue };
            let counts = found.entry(row.try_get("mark")?).or_default().entry(question).or_default();
            let count = usize::try_from(answer - 1).ok().and_then(|index| counts.get_mut(index));
            if let Some(count) = count {
                *count = u64::try_from(row.try_get::<i64, _>("people")?).unwrap_or_default();
            }
        }
        Ok(found)
    }

    /// Deletes what was answered in this round and earlier ones.
    pub async fn close_pulse(&self, asked: Week) -> Result<()> {
        let mut tx = self.begin().await?;
        for sql in ["DELETE FROM pulse_answers WHERE asked <= $1", "DELETE FROM pulse_used WHERE asked <= $1"] {
            sqlx::query(sql).bind(asked.to_string()).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
