-- A roster that was read and compared, row by row, before anything changes. It is applied in chunks of 1,000 rows, each in
-- a transaction that notes how far it came; after a crash it goes on there. Purged after 30 days.
create table roster_import (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  source text not null default 'file' check (source in ('file', 'by-hand')),
  -- of the file only; one pupil entered by hand has neither: a digest of so little would give away the national number
  file_name text,
  file_digest bytea check (octet_length(file_digest) = 32),
  school_year text not null,
  status text not null check (status in ('planned', 'applying', 'applied', 'stale')),
  created_at timestamptz not null,
  finished_at timestamptz,
  -- chunks of this import that are in; and those of all others of the school when this one was planned. When the others
  -- have more by now, the plan compares with something that is no longer there: it is stale.
  chunks integer not null default 0,
  -- the last line of every chunk there is; leavers have lines below zero
  chunk_ends integer[] not null,
  based_on integer not null,
  summary jsonb not null
);
create index roster_import_of_school on roster_import (school_id, created_at desc);

create table roster_row (
  import_id uuid not null references roster_import on delete cascade,
  line integer not null,
  -- for row-level security only; the import refers to the school
  school_id uuid not null,
  action text not null check (
    action in ('added', 'changed', 'moved-class', 'moved-school', 'left', 'unchanged', 'rejected', 'doubtful')),
  pupil_id uuid,
  given_name text,
  family_name text,
  national_hash bytea,
  stamboeknummer text,
  class_names text[],
  level text,
  kind text,
  year_group smallint,
  site_name text,
  -- what was there before, of a pupil who was known: the difference can be shown when it is history
  before jsonb,
  -- why a person had to look at the line; it stays when a doubt is decided, together with what the line said
  reason text,
  details jsonb,
  primary key (import_id, line)
);

alter table roster_import enable row level security;
alter table roster_row enable row level security;
create policy platform on roster_import to leerid_platform using (true) with check (true);
create policy platform on roster_row to leerid_platform using (true) with check (true);
create policy own_school on roster_import to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on roster_row to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
grant select, insert, update, delete on roster_import, roster_row to leerid_platform, leerid_school;
