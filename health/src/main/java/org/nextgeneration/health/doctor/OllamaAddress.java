package org.nextgeneration.health.doctor;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an Ollama would answer.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address; of IPv6 without brackets
 * @param port 1 to 65535
 * @param path below which it answers, empty or beginning with a slash
 */
record OllamaAddress(String scheme, String host, int port, String path) {
    static final String VARIABLE = "OLLAMA_HOST";
    static final OllamaAddress USUAL = new OllamaAddress("http", "127.0.0.1", 11434, "");

    private static final Pattern WITH_PORT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\[\\]]*)):(\\d{1,5})");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final Pattern ADDRESS_6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/._~-]{0,200}");
    private static final int PORT_HTTP = 80;
    private static final int PORT_HTTPS = 443;
    private static final int PORT_MAX = 65_535;

    /**
     * Reads {@code $OLLAMA_HOST} as Ollama does: a host, an address, a port, a URL, or parts of
     * them; an address that stands for every interface is reached at this machine's own.
     *
     * @return the address; empty if the variable cannot be understood
     */
    static Optional<OllamaAddress> of(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "").strip();
        text = text.replaceAll("^[\"']+|[\"']+$", "").strip();
        if (text.isEmpty()) {
            return Optional.of(USUAL);
        }
        String scheme = "http";
        int port = USUAL.port();
        int schemeEnd = text.indexOf("://");
        if (schemeEnd >= 0) {
            scheme = text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
            text = text.substring(schemeEnd + 3);
            port = scheme.equals("https") ? PORT_HTTPS : PORT_HTTP;
        }
        int slash = text.indexOf('/');
        String path = slash < 0 ? "" : text.substring(slash).replaceAll("/+$", "");
        String place = slash < 0 ? text : text.substring(0, slash);
        Matcher withPort = WITH_PORT.matcher(place);
        String host = place;
        if (withPort.matches()) {
            host = withPort.group(1) == null ? withPort.group(2) : withPort.group(1);
            port = Integer.parseInt(withPort.group(3));
        }
        return make(scheme, host.replaceAll("^\\[|]$", ""), port, path);
    }

    private static Optional<OllamaAddress> make(String scheme, String host, int port, String path) {
        boolean understood =
                (scheme.equals("http") || scheme.equals("https"))
                        && (host.isEmpty()
                                || HOST.matcher(host).matches()
                                || (host.contains(":") && ADDRESS_6.matcher(host).matches()))
                        && port >= 1
                        && port <= PORT_MAX
                        && PATH.matcher(path).matches();
        if (!understood) {
            return Optional.empty();
        }
        String reached =
                switch (host) {
                    case "", "0.0.0.0" -> USUAL.host();
                    case "::" -> "::1";
                    default -> host;
                };
        return Optional.of(new OllamaAddress(scheme, reached, port, path));
    }

    /** {@return where a request for a path goes} */
    URI resolve(String request) {
        return URI.create(this + request);
    }

    /** Where the requests may go: to this machine, or to one of the person's own network. */
    enum Reach {
        /** This machine. */
        HERE,
        /** The same network. */
        PRIVATE,
        /** Somewhere in the world. */
        PUBLIC,
        /** There is no such host. */
        UNKNOWN
    }

    /** {@return how far away it is} Asks the system for a host's addresses, which can take long. */
    Reach reach() {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            if (Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress)) {
                return Reach.HERE;
            }
            return Arrays.stream(addresses).allMatch(OllamaAddress::isPrivate)
                    ? Reach.PRIVATE
                    : Reach.PUBLIC;
        } catch (UnknownHostException unknown) {
            return Reach.UNKNOWN;
        }
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        // RFC 4193: unique local addresses of IPv6, which Java does not know.
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || uniqueLocal;
    }

    /** {@return as a URL without a slash at the end} */
    @Override
    public String toString() {
        return "%s://%s:%d%s"
                .formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port, path);
    }
}
