//! Whom a figure is about.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Whom a figure is about. Two groups are the same group when they are equal; a trend never joins two that are not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Group {
    /// Everyone covered.
    Whole,
    /// One team.
    Team {
        /// Its name.
        name: String,
    },
    /// Several teams that are too small to be shown alone, or that would give such a team away.
    Teams {
        /// Their names.
        names: BTreeSet<String>,
        /// Whether people without a team are among them.
        unassigned: bool,
    },
    /// People without a team.
    Unassigned,
    /// One zone.
    Zone {
        /// The IANA name; who prints it has a city for it.
        zone: String,
    },
    /// Several zones of one region, folded like teams.
    Region {
        /// The first part of the zones' names, for example `Asia`.
        region: String,
        /// The zones.
        zones: BTreeSet<String>,
    },
    /// Zones of several regions.
    Elsewhere {
        /// The zones.
        zones: BTreeSet<String>,
    },
}

impl Group {
    /// Whether it is a team or several.
    pub fn is_team(&self) -> bool {
        matches!(self, Self::Team { .. } | Self::Teams { .. } | Self::Unassigned)
    }

    /// Whether it is a zone or several.
    pub fn is_zone(&self) -> bool {
        matches!(self, Self::Zone { .. } | Self::Region { .. } | Self::Elsewhere { .. })
    }

    /// The group of these teams; none stands for people without one.
    pub(super) fn of_teams<'a>(teams: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut unassigned = false;
        let mut names = BTreeSet::new();
        for team in teams {
            match team {
                Some(name) => _ = names.insert(name.to_owned()),
                None => unassigned = true,
            }
        }
        match (names.len(), unassigned) {
            (0, _) => Self::Unassigned,
            (1, false) => Self::Team { name: names.into_iter().next().unwrap_or_default() },
            _ => Self::Teams { names, unassigned },
        }
    }

    /// The group of these zones.
    pub(super) fn of_zones<'a>(zones: impl IntoIterator<Item = &'a str>) -> Self {
        let zones: BTreeSet<String> = zones.into_iter().map(str::to_owned).collect();
        let regions: BTreeSet<String> = zones.iter().map(|zone| region(zone).to_owned()).collect();
        match (zones.len(), regions.len()) {
            (0 | 1, _) => Self::Zone { zone: zones.into_iter().next().unwrap_or_default() },
            (_, 1) => Self::Region { region: regions.into_iter().next().unwrap_or_default(), zones },
            _ => Self::Elsewhere { zones },
        }
    }
}

/// The region of a zone: the first part of its IANA name.
pub(super) fn region(zone: &str) -> &str {
    zone.split_once('/').map_or(zone, |(region, _)| region)
}
