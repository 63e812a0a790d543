-- Which kind of first secret a school gives to which age, where it differs from the usual.
create table secret_ladder (
  school_id uuid not null references school on delete cascade,
  band text not null check (band in ('young', 'middle', 'secondary')),
  kind text not null check (kind in ('code', 'words', 'badge')),
  primary key (school_id, band)
);

-- Who is to get a first secret on paper, and how far that came. It holds no secret: those exist while the file with the cards is
-- on its way, and then on paper only. Purged after 30 days.
create table activation_run (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  created_at timestamptz not null,
  created_by text not null,
  -- null: by the age of each pupil
  secret text check (secret in ('code', 'words', 'badge')),
  -- also pupils who use their LeerID already
  again boolean not null,
  document text not null check (document in ('cards', 'letters')),
  locale text not null,
  -- null: everybody in the classes of its parts
  pupil_ids uuid[],
  status text not null default 'waiting' check (status in ('waiting', 'printing', 'done', 'cancelled')),
  -- grows whenever a file is begun: an earlier one that still runs stops
  attempt integer not null default 0,
  -- who prints says so again and again; after this moment nobody does
  lease_until timestamptz
);
create index activation_run_of_school on activation_run (school_id, created_at desc);

-- A class of a run: it is made in one transaction, with the secrets of its pupils.
create table activation_part (
  run_id uuid not null references activation_run on delete cascade,
  position integer not null,
  -- for row-level security only; the run refers to the school
  school_id uuid not null,
  -- null: pupils without a class
  class_name text,
  -- in which file its secrets are
  attempt integer,
  given integer not null default 0,
  skipped integer not null default 0,
  -- when that file had left us, whole
  handed_out_at timestamptz,
  primary key (run_id, position)
);

alter table secret_ladder enable row level security;
alter table activation_run enable row level security;
alter table activation_part enable row level security;
create policy platform on secret_ladder to leerid_platform using (true) with check (true);
create policy platform on activation_run to leerid_platform using (true) with check (true);
create policy platform on activation_part to leerid_platform using (true) with check (true);
create policy own_school on secret_ladder to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on activation_run to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on activation_part to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
grant select, insert, update, delete on secret_ladder, activation_run, activation_part to leerid_platform;
grant select, insert, update on secret_ladder, activation_run, activation_part to leerid_school;
