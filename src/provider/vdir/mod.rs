//! Calendars as folders of iCalendar files.
