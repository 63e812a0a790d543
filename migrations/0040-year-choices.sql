-- For whom an application is on is said with the level: "the third year" of kleuter, of lager and of secundair are three things.
-- The version before cannot run on this schema, and must not: it would take a release for lager-3 for one to the whole school. The column
-- that it reads has another name from here on, so that it answers nobody.

-- What a pupil counts as where a choice is made by year. OKAN, buitengewoon and pupils without a year are choices of their own. The rule
-- stands here for every query; src/pupils/year-choice.ts has it for places that are only planned, and a test holds the two together.
alter table enrolment add column year_choice text not null generated always as (
  case
    when kind = 'okan' then 'okan'
    when kind = 'buitengewoon' then 'buitengewoon-' || level
    when year_group <= case level when 'kleuter' then 3 when 'lager' then 6 else 7 end then level || '-' || year_group::text
    when level = 'kleuter' then 'instapklas'
    else level || '-zonder-jaar'
  end
) stored;
grant select (year_choice) on enrolment to leerid_sign_in;

alter table release rename column year_groups to bare_year_numbers;
alter table release
  add column year_choices text[] check (
    cardinality(year_choices) > 0
    and year_choices <@ array['instapklas', 'kleuter-1', 'kleuter-2', 'kleuter-3', 'lager-1', 'lager-2', 'lager-3', 'lager-4', 'lager-5',
      'lager-6', 'lager-zonder-jaar', 'secundair-1', 'secundair-2', 'secundair-3', 'secundair-4', 'secundair-5', 'secundair-6',
      'secundair-7', 'secundair-zonder-jaar', 'okan', 'buitengewoon-kleuter', 'buitengewoon-lager', 'buitengewoon-secundair']
  ),
  -- withdrawn until the school chooses again, since nobody knows what was meant
  add column paused boolean not null default false,
  add constraint paused_is_withdrawn check (not paused or withdrawn_at is not null);
create index paused_release on release (school_id) where paused;

-- What a bare number of a live release can have meant: the levels in which the school has that year now or, where nobody is in that year,
-- the levels of the school that have such a year. Buitengewoon and OKAN were never meant by a number.
create temporary table number_meaning on commit drop as
  with level_length (level, years) as (values ('kleuter', 3), ('lager', 6), ('secundair', 7)),
  here as (
    select distinct school_id, level, year_group from enrolment
    where kind = 'gewoon' and (upper_inf(during) or upper(during) > current_date)),
  possible as (
    select r.id, n.number, l.level,
      exists (select from here h where h.school_id = r.school_id and h.level = l.level and h.year_group = n.number) as taught
    from release r
    cross join unnest(r.bare_year_numbers) n (number)
    join level_length l on n.number <= l.years
    where r.withdrawn_at is null and exists (select from here h where h.school_id = r.school_id and h.level = l.level))
  select p.id, p.number, p.level from possible p
  where p.taught or not exists (select from possible t where t.id = p.id and t.number = p.number and t.taught);

-- The level that the other choices of a release show: its numbers that can mean one thing only, and the pupils of its classes.
create temporary table level_shown on commit drop as
  with shown as (
    select id, min(level) as level from number_meaning group by id, number having count(*) = 1
    union
    select r.id, e.level
    from release r
    join class_group g on g.school_id = r.school_id and g.name = any (r.class_names)
    join class_membership m on m.class_group_id = g.id
    join enrolment e on e.pupil_id = m.pupil_id and e.school_id = r.school_id
      and (upper_inf(e.during) or upper(e.during) > current_date)
    where r.withdrawn_at is null and r.bare_year_numbers is not null)
  select id, min(level) as level from shown group by id having count(*) = 1;

create temporary table release_reading on commit drop as
  with read as (
    select m.id, m.number,
      case when count(*) = 1 then min(m.level) else max(m.level) filter (where m.level = s.level) end as level
    from number_meaning m left join level_shown s on s.id = m.id
    group by m.id, m.number)
  select r.id, r.school_id, r.application_id, r.bare_year_numbers,
    array_agg(read.level || '-' || read.number::text order by read.level, read.number) filter (where read.level is not null) as choices,
    -- a number that can mean several things, or a release of which nothing is left: only the school can say
    bool_or(read.number is not null and read.level is null) or (bool_and(read.number is null) and r.class_names is null) as unclear
  from release r left join read on read.id = r.id
  where r.withdrawn_at is null and r.bare_year_numbers is not null
  group by r.id;

update release r
  set year_choices = case when not p.unclear then p.choices end, paused = p.unclear,
    withdrawn_at = case when p.unclear then greatest(now(), r.allowed_at) end
  from release_reading p where p.id = r.id;

insert into audit_event (at, what, actor, school_id, details)
  select now(), case when unclear then 'application.paused' else 'application.narrowed' end, 'job:year-choices', school_id,
    jsonb_build_object('applicationId', application_id, 'yearNumbers', bare_year_numbers::text[],
      'yearChoices', case when not unclear then choices end)
  from release_reading;

-- A number alone lets nobody in any more. It stays beside what it was read as, and where it is history.
alter table release add constraint no_bare_number
  check (withdrawn_at is not null or bare_year_numbers is null or year_choices is not null or class_names is not null);
