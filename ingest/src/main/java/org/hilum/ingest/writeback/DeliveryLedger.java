package org.hilum.ingest.writeback;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hilum.db.DeliveredInstance;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.DeliveryState;
import org.hilum.pacs.net.CommitmentListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** How far each delivery has come, in the database and as figures for Prometheus. */
public class DeliveryLedger implements CommitmentListener {

  private static final Logger log = LoggerFactory.getLogger(DeliveryLedger.class);

  private final DeliveryRepository deliveries;
  private final TransactionTemplate transaction;
  private final MeterRegistry meters;
  private final Clock clock;

  public DeliveryLedger(
      DeliveryRepository deliveries,
      TransactionTemplate transaction,
      MeterRegistry meters,
      Clock clock) {
    this.deliveries = deliveries;
    this.transaction = transaction;
    this.meters = meters;
    this.clock = clock;
  }

  public boolean isQueued(long id) {
    return deliveries
        .findById(id)
        .filter(delivery -> delivery.getState() == DeliveryState.QUEUED)
        .isPresent();
  }

  /**
   * The target took everything.
   *
   * @param commitmentUid of the request for storage commitment that will follow; null for none
   */
  void sent(
      long id, List<DeliveredInstance> instances, Duration took, @Nullable String commitmentUid) {
    change(
        id,
        DeliveryState.QUEUED,
        delivery -> {
          delivery.sent(instances, took, commitmentUid, clock.instant());
          meters.timer("hilum.write.back", "target", delivery.getTarget()).record(took);
          meters
              .timer("hilum.write.back.since.signature", "target", delivery.getTarget())
              .record(Duration.between(delivery.getQueuedAt(), clock.instant()));
        });
  }

  /** The target took everything, but could not be asked to vouch for it. */
  void notCommitted(long id, String reason) {
    change(id, delivery -> delivery.notCommitted(reason));
  }

  /** An attempt failed and will be repeated. */
  public void retrying(long id, String reason) {
    change(id, DeliveryState.QUEUED, delivery -> delivery.failedOnce(reason));
  }

  /** The last attempt failed. */
  public void failed(long id, String reason) {
    change(
        id,
        DeliveryState.QUEUED,
        delivery -> {
          delivery.giveUp(reason);
          meters.counter("hilum.write.back.failed", "target", delivery.getTarget()).increment();
        });
  }

  /** It is not sent: the target has a newer version. */
  void superseded(long id) {
    change(id, Delivery::supersede);
  }

  /**
   * It is sent again by hand, unless it has arrived by another way.
   *
   * @return whether it had failed until now
   */
  public boolean queuedAgain(long id) {
    return change(id, DeliveryState.FAILED, Delivery::queueAgain);
  }

  @Override
  public void committed(Commitment commitment, String callingAe) {
    transaction.executeWithoutResult(
        status ->
            deliveries
                .findByCommitmentUid(commitment.transactionUid())
                .ifPresentOrElse(
                    delivery -> {
                      if (commitment.failed().isEmpty()) {
                        delivery.committed(clock.instant());
                      } else {
                        delivery.notCommitted(
                            "%s does not vouch for %d of %d instances; send it again"
                                .formatted(
                                    callingAe,
                                    commitment.failed().size(),
                                    delivery.getInstances().size()));
                      }
                      deliveries.save(delivery);
                    },
                    () ->
                        log.warn(
                            "{} answers a request for storage commitment that nobody made: {}",
                            callingAe,
                            commitment.transactionUid())));
  }

  /** A second message about a delivery that has ended meanwhile changes nothing. */
  private boolean change(long id, DeliveryState only, Consumer<Delivery> change) {
    return change(id, delivery -> delivery.getState() == only, change);
  }

  private void change(long id, Consumer<Delivery> change) {
    change(id, delivery -> true, change);
  }

  /**
   * @return whether it was to be changed
   */
  private boolean change(long id, Predicate<Delivery> where, Consumer<Delivery> change) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              Delivery delivery =
                  Objects.requireNonNull(
                      deliveries.findById(id).orElse(null), () -> "there is no delivery " + id);
              if (!where.test(delivery)) {
                return false;
              }
              change.accept(delivery);
              deliveries.save(delivery);
              return true;
            }));
  }
}
