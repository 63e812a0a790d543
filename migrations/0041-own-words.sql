-- A password is compared with what a classmate knows: the names of the school, its group, the class and the applications.
-- The version before can run on this schema: it only gets to read more than it asks for.
grant select (school_group_id) on school to leerid_sign_in;
grant select on school_group to leerid_sign_in;
