package org.nextgeneration.cli;

/** Which version of the program this is. */
final class Version {
    private Version() {}

    /** {@return one line with the program, its version and the Java that runs it} */
    static String line() {
        return "nextgen %s (Java %s, %s %s)"
                .formatted(
                        number(),
                        Runtime.version(),
                        System.getProperty("os.name", "?"),
                        System.getProperty("os.arch", "?"));
    }

    /** {@return the version of the build, or a word where it runs from class files} */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0-dev" : version;
    }
}
