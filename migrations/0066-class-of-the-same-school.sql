-- A class holds pupils of its own school only, and so do the passes that are given in it: the database says so to every role, also to one
-- that writes rows by itself. The version before can run on this schema: it never wrote anything else.
alter table class_group add constraint class_group_of_school unique (id, school_id);
alter table class_membership
  drop constraint class_membership_class_group_id_fkey,
  add constraint class_membership_of_school foreign key (class_group_id, school_id)
    references class_group (id, school_id) on delete cascade;
alter table class_pass
  drop constraint class_pass_class_group_id_fkey,
  add constraint class_pass_of_school foreign key (class_group_id, school_id)
    references class_group (id, school_id) on delete cascade;
