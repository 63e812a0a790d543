-- What a school says of a child (names, number, class, level) stands at its own enrolment, and a number is no key any more: two schools may
-- claim the same number without learning of each other. The version before can't run beside this one: it reads names from the pupil.

alter table enrolment
  add column given_name text,
  add column family_name text,
  -- HMAC-SHA-256 of the national number as this school claims it
  add column number_hash bytea check (octet_length(number_hash) = 32),
  -- a bis number: it is replaced by a final one sooner or later
  add column number_bis boolean not null default false,
  -- the number that this one replaced at this school: a list of last week still finds the pupil
  add column former_number_hash bytea check (octet_length(former_number_hash) = 32),
  add column former_number_bis boolean not null default false;

update enrolment e set given_name = p.given_name, family_name = p.family_name from pupil p where p.id = e.pupil_id;
update enrolment e set number_hash = n.hashes[1], former_number_hash = n.hashes[2]
  from (select pupil_id, array_agg(hash order by hash) as hashes from national_number group by pupil_id) n
  where n.pupil_id = e.pupil_id;
-- Which of the numbers of before were bis numbers nobody noted: the next list says so.

alter table enrolment
  alter column given_name set not null,
  alter column family_name set not null,
  add check (given_name <> '');
create unique index one_open_number on enrolment (school_id, number_hash) where number_hash is not null and upper_inf(during);
-- the job that looks for one child with two LeerIDs
create index enrolment_by_number on enrolment (number_hash) where number_hash is not null;

-- How a pupil is called where nobody asks for one school: by the school of today, else by the last one. Whoever asks sees the names of
-- the schools that they may see.
create view pupil_name with (security_invoker = true) as
  select p.id as pupil_id, coalesce(e.given_name, '') as given_name, coalesce(e.family_name, '') as family_name
  from pupil p left join lateral (
    select e.given_name, e.family_name from enrolment e
    where e.pupil_id = p.id order by upper_inf(e.during) desc, lower(e.during) desc, e.id desc limit 1) e on true;
grant select on pupil_name to leerid_platform, leerid_sign_in, leerid_school;
grant select (given_name, family_name) on enrolment to leerid_sign_in;

drop view sign_in_account;
-- What a sign-in looks at: a pupil with every credential that is alive. One row for a pupil without any. The login name of a record that
-- became part of another one leads to that one. Row-level security stays that of whoever asks.
create view sign_in_account with (security_invoker = true) as
  select typed.login_name as typed_name, p.id as pupil_id, p.login_name, n.given_name, n.family_name, p.status, p.generation,
    c.id as credential_id, c.kind, c.secret_hash, c.phc, c.expires_at, c.used_at
  from pupil typed
  join pupil p on p.id = coalesce(typed.merged_into, typed.id)
  join pupil_name n on n.pupil_id = p.id
  left join credential c on c.pupil_id = p.id and c.revoked_at is null;
grant select on sign_in_account to leerid_sign_in;

drop function audit_subjects(uuid, jsonb);
-- What an event is about, by name, as far as whoever asks may see it: of many pupils the first three, and how many more.
create function audit_subjects(about uuid, details jsonb)
  returns table (pupils text[], other_pupils integer, class_name text, application text)
  language sql stable set search_path = public, pg_temp
  begin atomic
    with ids as (
      select i.id::uuid as id
      from jsonb_array_elements_text(case when jsonb_typeof(details -> 'pupilIds') = 'array' then details -> 'pupilIds' end) as i (id)
      where i.id ~ '^[0-9a-f-]{36}$'
    ), named as (
      select array_agg(p.given_name || ' ' || p.family_name order by p.family_name, p.given_name) as names
      from pupil_name p where p.pupil_id = any (array_append(array(select ids.id from ids), about)) and p.given_name <> ''
    )
    select coalesce(named.names[1:3], '{}'), greatest(coalesce(cardinality(named.names), 0) - 3, 0),
      (select g.name from class_group g
        where g.id = case when details ->> 'classId' ~ '^[0-9a-f-]{36}$' then (details ->> 'classId')::uuid end),
      (select a.name from application a
        where a.id = case when details ->> 'applicationId' ~ '^[0-9a-f-]{36}$' then (details ->> 'applicationId')::uuid end)
    from named;
  end;

drop function pupils_by_national_number(bytea[]);
drop function take_back_numbers(uuid, uuid[], bytea[]);
drop table national_number;
alter table pupil drop column given_name, drop column family_name;
alter table roster_row drop column was, add column national_bis boolean not null default false;

-- Whether an enrolment that nobody has closed is over all the same: of a pupil in the last year group that the school has, the school
-- year has turned, and no list has put the pupil into a class of the new one.
create function is_outlived(enrolment, today date) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select $1.year_group is not null
    and lower($1.during) < y.start
    and not exists (
      select from class_membership m join class_group g on g.id = m.class_group_id
      where m.pupil_id = $1.pupil_id and g.school_id = $1.school_id and g.school_year >= y.name)
    and not exists (
      select from enrolment o
      where o.school_id = $1.school_id and upper_inf(o.during)
        and (array_position(array['kleuter', 'lager', 'secundair'], o.level), coalesce(o.year_group, 0))
          > (array_position(array['kleuter', 'lager', 'secundair'], $1.level), $1.year_group::integer))
  from (
    select make_date(s.year, 9, 1) as start, s.year || '-' || s.year + 1 as name
    from (select extract(year from today)::int - (extract(month from today) < 9)::int as year) s) y;
$$;
revoke all on function is_outlived(enrolment, date) from public;
grant execute on function is_outlived(enrolment, date) to leerid_platform;

-- Which of a school's former pupils another school enrols now: for this school they are nobody, until both schools say otherwise.
create function enrolled_elsewhere(school uuid, pupils uuid[], today date) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  select distinct o.pupil_id
  from enrolment o
  where o.pupil_id = any (pupils) and o.school_id <> school and upper_inf(o.during) and school = any (app_school_ids())
    and exists (select from enrolment e where e.pupil_id = o.pupil_id and e.school_id = school)
    and not is_outlived(o, today);
$$;

-- The one way in which a school makes LeerIDs: each with its first enrolment, at a school of this transaction.
-- Rows: id, loginName, givenName, familyName, level, kind, yearGroup, stamboeknummer, siteId, hash (hex) and bis.
create function enrol_new_pupils(school uuid, first_day date, at timestamptz, rows jsonb) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if school <> all (app_school_ids()) then
    raise insufficient_privilege using message = 'not a school of this transaction';
  end if;
  insert into pupil (id, login_name, created_at)
    select r.id, r."loginName", at from jsonb_to_recordset(rows) as r (id uuid, "loginName" text);
  return enrol_rows(school, first_day, rows);
end $$;

-- A former pupil of a school of this transaction comes back to the same LeerID, unless another school enrols that pupil now. Whoever
-- is left out counts as nobody. The rows of the pupils are held, so that of two schools at one moment one is first.
create function enrol_again(school uuid, first_day date, rows jsonb) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  pupils uuid[] := array(select r.id from jsonb_to_recordset(rows) as r (id uuid));
begin
  if school <> all (app_school_ids()) then
    raise insufficient_privilege using message = 'not a school of this transaction';
  end if;
  perform from pupil p where p.id = any (pupils) order by p.id for update;
  if exists (
    select from unnest(pupils) as asked (id) join pupil p on p.id = asked.id
    where p.merged_into is not null
      or not exists (select from enrolment e where e.pupil_id = p.id and e.school_id = school)
  ) or exists (select from enrolled_elsewhere(school, pupils, first_day)) then
    raise insufficient_privilege using message = 'no former pupil of this school';
  end if;
  return enrol_rows(school, first_day, rows);
end $$;

create function enrol_rows(school uuid, first_day date, rows jsonb) returns integer
  language plpgsql set search_path = public, pg_temp as $$
declare
  made integer;
begin
  insert into enrolment (pupil_id, school_id, given_name, family_name, level, kind, year_group, stamboeknummer, site_id,
      number_hash, number_bis, during)
    select r.id, school, r."givenName", r."familyName", r.level, r.kind, r."yearGroup", r.stamboeknummer, s.id,
      decode(r.hash, 'hex'), coalesce(r.bis, false), daterange(first_day, null)
    from jsonb_to_recordset(rows) as r (id uuid, "givenName" text, "familyName" text, level text, kind text, "yearGroup" smallint,
      stamboeknummer text, "siteId" uuid, hash text, bis boolean)
    left join site s on s.id = r."siteId" and s.school_id = school;
  get diagnostics made = row_count;
  return made;
end $$;

drop function pupils_in_use(uuid[], timestamptz);
-- Undoing an import asks what of it is in use by now, also at other schools: of pupils of this school only, and only yes or no.
create function pupils_in_use(pupils uuid[], since timestamptz, today date)
  returns table (pupil_id uuid, activated boolean, used boolean, elsewhere boolean, elsewhere_now boolean, merged boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id,
    exists (select from credential c where c.pupil_id = p.id and c.created_at >= since),
    exists (select from pseudonym s where s.pupil_id = p.id and s.created_at >= since),
    exists (select from enrolment o where o.pupil_id = p.id and o.school_id <> all (app_school_ids())),
    exists (select from enrolment o
      where o.pupil_id = p.id and o.school_id <> all (app_school_ids()) and upper_inf(o.during) and not is_outlived(o, today)),
    p.merged_into is not null or exists (select from pupil_merge m where m.kept_id = p.id and m.split_at is null)
  from pupil p
  where p.id = any (pupils)
    and exists (select from enrolment e where e.pupil_id = p.id and e.school_id = any (app_school_ids()));
$$;

-- Undoing that pupils left: their latest enrolment here goes on, unless another school enrols the pupil by now.
create function reopen_enrolments(school uuid, pupils uuid[], today date) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  reopened integer;
begin
  if school <> all (app_school_ids()) then
    raise insufficient_privilege using message = 'not a school of this transaction';
  end if;
  perform from pupil p where p.id = any (pupils) order by p.id for update;
  update enrolment e set during = daterange(lower(e.during), null)
    from (
      select distinct on (o.pupil_id) o.id, o.pupil_id, upper_inf(o.during) as open
      from enrolment o join pupil p on p.id = o.pupil_id and p.merged_into is null
      where o.school_id = school and o.pupil_id = any (pupils)
        and o.pupil_id not in (select enrolled_elsewhere(school, pupils, today))
      order by o.pupil_id, upper_inf(o.during) desc, lower(o.during) desc, o.id desc) last
    where e.id = last.id and not last.open;
  get diagnostics reopened = row_count;
  return reopened;
end $$;

revoke all on function enrolled_elsewhere(uuid, uuid[], date), pupils_in_use(uuid[], timestamptz, date), enrol_new_pupils(uuid, date, timestamptz, jsonb),
  enrol_again(uuid, date, jsonb), enrol_rows(uuid, date, jsonb), reopen_enrolments(uuid, uuid[], date) from public;
grant execute on function enrolled_elsewhere(uuid, uuid[], date), pupils_in_use(uuid[], timestamptz, date), enrol_new_pupils(uuid, date, timestamptz, jsonb),
  enrol_again(uuid, date, jsonb), reopen_enrolments(uuid, uuid[], date) to leerid_school;

-- Every other write needs an open enrolment at a school of the setting: a school that the child left has no say any more.
revoke insert, update on pupil, enrolment from leerid_school;
-- a reset starts the next generation
grant update (generation) on pupil to leerid_school;
grant update (given_name, family_name, level, kind, year_group, stamboeknummer, site_id, number_hash, number_bis,
  former_number_hash, former_number_bis, during) on enrolment to leerid_school;
drop policy add_pupil on pupil;
drop policy enrolled_here_update on pupil;
create policy enrolled_here_update on pupil for update to leerid_school
  using (exists (select from enrolment e where e.pupil_id = pupil.id and upper_inf(e.during)));
drop policy own_school on enrolment;
create policy own_school on enrolment for select to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[]));
create policy own_open on enrolment for update to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[]) and upper_inf(during))
  with check (school_id = any ((select app_school_ids())::uuid[]));
drop policy own_school on class_membership;
create policy own_school on class_membership for select to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school_end on class_membership for delete to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[]));
create policy own_pupil on class_membership for insert to leerid_school
  with check (school_id = any ((select app_school_ids())::uuid[]) and exists (
    select from enrolment e
    where e.pupil_id = class_membership.pupil_id and e.school_id = class_membership.school_id and upper_inf(e.during)));
revoke update on class_membership from leerid_school;
drop policy own_class on class_pass;
create policy own_class on class_pass for insert to leerid_school with check (
  school_id = any ((select app_school_ids())::uuid[])
  and may_help_class(staff_id, class_group_id)
  and exists (
    select from class_membership m
    where m.class_group_id = class_pass.class_group_id and m.pupil_id = class_pass.pupil_id and m.school_id = class_pass.school_id)
  and exists (
    select from enrolment e
    where e.pupil_id = class_pass.pupil_id and e.school_id = class_pass.school_id and upper_inf(e.during))
);
