-- From whom a line takes a number, when a person said that it isn't that pupil's: the one gives it up before the other gets it, and undoing the
-- import gives it back. {"number": pupil, "stamboeknummer": pupil}
-- The version before can run beside this one: it leaves numbers where they are.
alter table roster_row add column took jsonb;
