create table school_group (
  id uuid primary key default uuidv7(),
  name text not null unique check (name <> '')
);

create table school (
  id uuid primary key default uuidv7(),
  name text not null check (name <> ''),
  school_group_id uuid references school_group,
  status text not null default 'active' check (status in ('active', 'suspended')),
  -- whatever was issued before this second is dead
  valid_from timestamptz not null,
  created_at timestamptz not null
);
create index school_group_of_school on school (school_group_id);

-- A restructured school gets a new number and keeps its pupils: the number has a history of its own.
create table school_number (
  number text primary key check (number ~ '^[0-9]{6}$'),
  school_id uuid not null references school on delete cascade,
  valid_from date not null,
  valid_until date
);
create unique index one_current_number_per_school on school_number (school_id) where valid_until is null;

create table site (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  name text not null check (name <> ''),
  unique (school_id, name)
);

alter table school enable row level security;
alter table school_number enable row level security;
alter table site enable row level security;
create policy platform on school to leerid_platform using (true) with check (true);
create policy platform on school_number to leerid_platform using (true) with check (true);
create policy platform on site to leerid_platform using (true) with check (true);
create policy own_school on school to leerid_school using (id = any ((select app_school_ids())::uuid[]));
create policy own_school on school_number for select to leerid_school using (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on site to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy sign_in on school for select to leerid_sign_in using (true);
create policy sign_in on school_number for select to leerid_sign_in using (true);

grant select, insert, update, delete on school_group, school, school_number, site to leerid_platform;
grant select on school_group, school, school_number to leerid_school;
grant select, insert, update on site to leerid_school;
grant select (id, name, status, valid_from) on school to leerid_sign_in;
grant select on school_number to leerid_sign_in;
