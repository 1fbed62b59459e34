export { Profile, profile, type ProfileOptions, type ProfileRow } from "../profile.ts";
