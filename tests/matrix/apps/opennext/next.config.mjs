// So that the Worker's build, and not Next's, takes the form of the package: the one for workerd.
export default { serverExternalPackages: ["trustframework-keys"] };
