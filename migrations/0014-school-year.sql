-- Next year's list of a school. It is handed in from June on and changes nothing; agreed, it takes effect when its school year begins.
-- What it would change is worked out anew whenever somebody looks, and when it takes effect: the school's list goes on living meanwhile.
create table school_year_plan (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  school_year text not null check (school_year ~ '^[0-9]{4}-[0-9]{4}$'),
  -- stopped: it was to take effect, and by then did so much more than what was agreed that a person has to look again
  status text not null check (
    status in ('rehearsal', 'agreed', 'running', 'stopped', 'in-effect', 'replaced', 'withdrawn')),
  file_name text,
  created_at timestamptz not null,
  created_by text not null,
  -- the lines as they were read, national numbers as keyed hashes; they go when they have served
  content jsonb,
  -- line -> what a person decided about it
  decisions jsonb not null default '{}',
  agreed_at timestamptz,
  agreed_by text,
  -- what a person said yes to, and how many leavers there were then
  agreed jsonb,
  -- what stopped it
  stops text[],
  -- what carries it out, once it takes effect
  import_id uuid references roster_import on delete set null,
  ended_at timestamptz,
  check ((content is null) = (status in ('in-effect', 'replaced', 'withdrawn')))
);
create unique index one_rehearsal on school_year_plan (school_id, school_year) where status = 'rehearsal';
create unique index one_agreed_year on school_year_plan (school_id, school_year) where status in ('agreed', 'running', 'stopped');
create index school_year_plan_of_school on school_year_plan (school_id, created_at desc);
-- what the job of every few minutes asks
create index school_year_plan_due on school_year_plan (school_year) where status in ('agreed', 'running');

-- A record that turned out to be of a child who has another one leads nowhere but there; nobody signs in with it.
alter table pupil add column merged_into uuid references pupil on delete cascade;
create index pupil_merged_into on pupil (merged_into) where merged_into is not null;

-- What a merge moved, so that a split puts every piece back.
create table pupil_merge (
  id uuid primary key default uuidv7(),
  kept_id uuid not null references pupil on delete cascade,
  other_id uuid not null references pupil on delete cascade,
  -- schools see the other record no more: its name is kept to be told apart by
  other_login_name text not null,
  -- schools where either was enrolled then: they see the merge
  school_ids uuid[] not null,
  merged_at timestamptz not null,
  merged_by text not null,
  split_at timestamptz,
  split_by text,
  moved jsonb not null
);
create unique index one_live_merge on pupil_merge (other_id) where split_at is null;
create index pupil_merge_of_kept on pupil_merge (kept_id);

alter table school_year_plan enable row level security;
alter table pupil_merge enable row level security;
create policy platform on school_year_plan to leerid_platform using (true) with check (true);
create policy platform on pupil_merge to leerid_platform using (true) with check (true);
create policy own_school on school_year_plan to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on pupil_merge for select to leerid_school using (school_ids && (select app_school_ids())::uuid[]);
grant select, insert, update, delete on school_year_plan, pupil_merge to leerid_platform;
grant select, insert, update on school_year_plan to leerid_school;
-- everything but what was moved: that may be of another school
grant select (id, kept_id, other_id, other_login_name, school_ids, merged_at, merged_by, split_at, split_by) on pupil_merge to leerid_school;
