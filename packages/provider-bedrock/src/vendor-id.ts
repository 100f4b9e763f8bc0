/** The vendor's name in Hub; its reasoning is signed with it. */
export const VENDOR_ID = "bedrock";
