-- One row that a process writes to find out whether the database still takes writes: a full disk or a standby answers reads as ever. An
-- ordinary table, since one that isn't logged says nothing of the log's disk.
-- The version before runs on with this table there.
create table write_probe (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null
);
insert into write_probe (at) values (now());
grant select, update (at) on write_probe to leerid_sign_in;
