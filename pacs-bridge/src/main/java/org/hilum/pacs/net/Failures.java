package org.hilum.pacs.net;

import java.time.Duration;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.jspecify.annotations.Nullable;

/** The wording of failures: the node, what it did, what to do about it. */
final class Failures {

  private Failures() {}

  static PacsException unreachable(PacsNode node, String why, Exception cause) {
    return new PacsException(
        PacsException.Kind.UNREACHABLE,
        "PACS %s cannot be reached (%s); check that it runs, its address, and the firewall"
            .formatted(node, why),
        cause);
  }

  static PacsException rejected(PacsNode node, String callingAe, AAssociateRJ rejection) {
    return new PacsException(
        PacsException.Kind.REJECTED,
        "PACS %s rejected the association: %s".formatted(node, reason(node, callingAe, rejection)),
        rejection);
  }

  /** PS3.8 9.3.4, with what helps against each. */
  private static String reason(PacsNode node, String callingAe, AAssociateRJ rejection) {
    int reason = rejection.getReason();
    if (rejection.getSource() == AAssociateRJ.SOURCE_SERVICE_USER) {
      if (reason == AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED) {
        return "calling AE title %s not recognised; add %s to its list of known nodes"
            .formatted(callingAe, callingAe);
      }
      if (reason == AAssociateRJ.REASON_CALLED_AET_NOT_RECOGNIZED) {
        return "it is not called %s; set its real AE title".formatted(node.aeTitle());
      }
      return "no reason given; its log may tell, most often %s is not in its list of known nodes"
          .formatted(callingAe);
    }
    if (rejection.getSource() == AAssociateRJ.SOURCE_SERVICE_PROVIDER_PRES) {
      return "it is busy (reason %d); try again later or allow it more associations"
          .formatted(reason);
    }
    return "it does not speak our version of the protocol (reason %d); look into its log"
        .formatted(reason);
  }

  static PacsException notOffered(PacsNode node, String service) {
    return new PacsException(
        PacsException.Kind.REJECTED,
        "PACS %s does not offer us %s; enable it there for our AE title, or choose another way"
            .formatted(node, service),
        null);
  }

  static PacsException refused(
      PacsNode node, String request, int status, @Nullable String comment, String remedy) {
    return new PacsException(
        PacsException.Kind.REFUSED_STATUS,
        "PACS %s answered the %s with status %04XH (%s%s); %s"
            .formatted(
                node,
                request,
                status,
                meaning(status),
                comment == null ? "" : ": " + comment,
                remedy),
        null);
  }

  static PacsException timeout(PacsNode node, String what, Duration waited) {
    return new PacsException(
        PacsException.Kind.TIMEOUT,
        "PACS %s %s within %d s; look whether it is overloaded, or allow it more time"
            .formatted(node, what, Math.max(1, waited.toSeconds())),
        null);
  }

  static PacsException protocol(PacsNode node, String what, @Nullable Exception cause) {
    return new PacsException(
        PacsException.Kind.PROTOCOL, "PACS %s %s; look into its log".formatted(node, what), cause);
  }

  /** PS3.4 C.4 and PS3.7 annex C. */
  static String meaning(int status) {
    return switch (status) {
      case 0x0000 -> "success";
      case 0x0110 -> "processing failure";
      case 0x0112 -> "no such instance";
      case 0x0122 -> "service not supported";
      case 0x0124 -> "not authorised";
      case 0x0211 -> "unrecognised operation";
      case 0xa701 -> "out of resources, cannot count the matches";
      case 0xa702 -> "out of resources, cannot send";
      case 0xa801 -> "move destination unknown";
      case 0xa900 -> "the identifier does not fit the service";
      case 0xb000 -> "some instances failed";
      case 0xfe00 -> "cancelled";
      default -> {
        if ((status & 0xff00) == 0xa700) {
          yield "out of resources";
        }
        yield (status & 0xf000) == 0xc000 ? "unable to process" : "failure";
      }
    };
  }
}
