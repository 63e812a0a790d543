create table pupil (
  id uuid primary key,
  login_name text not null unique check (login_name ~ '^[a-z]{1,20}\.[0-9]{6,9}$'),
  given_name text not null check (given_name <> ''),
  family_name text not null,
  locale text not null default 'nl' check (locale in ('nl', 'fr', 'en', 'de')),
  status text not null default 'active' check (status in ('active', 'suspended')),
  -- grows with every reset; a session, grant or token of an earlier generation is dead
  generation integer not null default 1 check (generation > 0),
  created_at timestamptz not null
);

-- The number itself is stored nowhere: only HMAC-SHA-256 under a key that is not in the database.
create table national_number (
  hash bytea primary key check (octet_length(hash) = 32),
  pupil_id uuid not null references pupil on delete cascade
);
create index national_number_of_pupil on national_number (pupil_id);

create table enrolment (
  id uuid primary key default uuidv7(),
  pupil_id uuid not null references pupil on delete cascade,
  school_id uuid not null references school,
  site_id uuid references site,
  level text not null check (level in ('kleuter', 'lager', 'secundair')),
  kind text not null default 'gewoon' check (kind in ('gewoon', 'buitengewoon', 'okan')),
  year_group smallint check (year_group between 1 and 7),
  stamboeknummer text check (stamboeknummer <> ''),
  during daterange not null check (not isempty(during))
);
-- One open enrolment per pupil and school; a second school at the same time is another row.
create unique index one_open_enrolment on enrolment (pupil_id, school_id) where upper_inf(during);
-- The sign-in path, the policies of a school and the removal of a pupil all ask for one pupil's enrolments, open or not.
create index enrolment_of_pupil on enrolment (pupil_id);
create index enrolment_of_school on enrolment (school_id) where upper_inf(during);
create unique index one_open_stamboeknummer on enrolment (school_id, stamboeknummer)
  where stamboeknummer is not null and upper_inf(during);

create table class_group (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  school_year text not null check (school_year ~ '^[0-9]{4}-[0-9]{4}$'),
  name text not null check (name <> ''),
  unique (school_id, school_year, name)
);

create table class_membership (
  class_group_id uuid not null references class_group on delete cascade,
  pupil_id uuid not null references pupil on delete cascade,
  school_id uuid not null references school,
  primary key (class_group_id, pupil_id)
);
create index class_membership_of_pupil on class_membership (pupil_id);

alter table pupil enable row level security;
alter table national_number enable row level security;
alter table enrolment enable row level security;
alter table class_group enable row level security;
alter table class_membership enable row level security;

create policy platform on pupil to leerid_platform using (true) with check (true);
create policy platform on national_number to leerid_platform using (true) with check (true);
create policy platform on enrolment to leerid_platform using (true) with check (true);
create policy platform on class_group to leerid_platform using (true) with check (true);
create policy platform on class_membership to leerid_platform using (true) with check (true);

create policy own_school on enrolment to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on class_group to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on class_membership to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
-- A school sees a pupil through an enrolment; it may add one that nobody has enrolled yet.
create policy enrolled_here on pupil for select to leerid_school
  using (exists (select from enrolment e where e.pupil_id = pupil.id));
create policy enrolled_here_update on pupil for update to leerid_school
  using (exists (select from enrolment e where e.pupil_id = pupil.id));
create policy add_pupil on pupil for insert to leerid_school with check (true);
create policy enrolled_here on national_number for select to leerid_school
  using (exists (select from enrolment e where e.pupil_id = national_number.pupil_id));
create policy add_number on national_number for insert to leerid_school with check (true);

create policy sign_in on pupil for select to leerid_sign_in using (true);
create policy sign_in on enrolment for select to leerid_sign_in using (true);
create policy sign_in on class_group for select to leerid_sign_in using (true);
create policy sign_in on class_membership for select to leerid_sign_in using (true);

grant select, insert, update, delete on pupil, national_number, enrolment, class_group, class_membership to leerid_platform;
grant select, insert, update on pupil, enrolment, class_group to leerid_school;
grant select, insert on national_number to leerid_school;
grant select, insert, update, delete on class_membership to leerid_school;
grant select on pupil to leerid_sign_in;
grant select (id, pupil_id, school_id, level, kind, year_group, during) on enrolment to leerid_sign_in;
grant select on class_group, class_membership to leerid_sign_in;

-- A pupil who moves here is found by the national number in the school's own file: whoever holds the number may learn
-- which LeerID it belongs to, and nothing else of it. Runs with its owner's rights for that one question.
create function pupils_by_national_number(hashes bytea[]) returns table (hash bytea, pupil_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select n.hash, n.pupil_id from national_number n where n.hash = any (hashes);
  end;
revoke all on function pupils_by_national_number(bytea[]) from public;
grant execute on function pupils_by_national_number(bytea[]) to leerid_school, leerid_platform;

-- Login names are unique in the whole country, so a school must be able to ask whether one is taken, of anybody.
create function taken_login_names(names text[]) returns setof text
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select p.login_name from pupil p where p.login_name = any (names);
  end;
revoke all on function taken_login_names(text[]) from public;
grant execute on function taken_login_names(text[]) to leerid_school, leerid_platform;
