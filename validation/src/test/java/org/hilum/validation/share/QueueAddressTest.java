package org.hilum.validation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hilum.validation.InputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "",
        "http://queue.example.org",
        "queue.example.org:61616",
        "tcp://",
        "tcp://queue.example.org",
        "tcp://queue.example.org:port",
        "tcp://queue.example.org:99999"
      })
  void whatIsNoAddressOfABrokerIsRefusedAtOnce(String url) {
    assertThatThrownBy(() -> new QueueAddress(url, "", ""))
        .isInstanceOf(InputException.class)
        .hasMessage("--queue " + url + ": is no URL of a broker, such as tcp://HOST:61616");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://queue.example.org:61616",
        "tcp://queue.example.org:61616?sslEnabled=true",
        "(tcp://a.example.org:61616,tcp://b.example.org:61616)?ha=true",
        "vm://0"
      })
  void whatArtemisTakesIsTaken(String url) {
    assertThat(new QueueAddress(url, "", "")).hasToString(url);
  }
}
