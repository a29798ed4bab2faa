export const bodyChecks = () => ({});
