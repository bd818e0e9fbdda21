-- Tables of a film rental shop, written from the public documentation of the sample schema "Sakila" of MySQL.
CREATE TABLE `actor` (`actor_id` SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, `first_name` VARCHAR(45) NOT NULL,
  `last_name` VARCHAR(45) NOT NULL, `last_update` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`actor_id`), KEY `idx_actor_last_name` (`last_name`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `country` (`country_id` SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, `country` VARCHAR(50) NOT NULL,
  PRIMARY KEY (`country_id`)) ENGINE=InnoDB;
CREATE TABLE `city` (`city_id` SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, `city` VARCHAR(50) NOT NULL,
  `country_id` SMALLINT UNSIGNED NOT NULL, PRIMARY KEY (`city_id`), KEY `idx_fk_country_id` (`country_id`),
  CONSTRAINT `fk_city_country` FOREIGN KEY (`country_id`) REFERENCES `country` (`country_id`) ON DELETE RESTRICT) ENGINE=InnoDB;
CREATE TABLE `address` (`address_id` SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, `address` VARCHAR(50) NOT NULL,
  `city_id` SMALLINT UNSIGNED NOT NULL, `location` GEOMETRY NOT NULL, PRIMARY KEY (`address_id`), SPATIAL KEY `idx_location` (`location`),
  CONSTRAINT `fk_address_city` FOREIGN KEY (`city_id`) REFERENCES `city` (`city_id`)) ENGINE=InnoDB;
CREATE TABLE `language` (`language_id` TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, `name` CHAR(20) NOT NULL, PRIMARY KEY (`language_id`));
CREATE TABLE `film` (`film_id` SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, `title` VARCHAR(128) NOT NULL, `description` TEXT DEFAULT NULL,
  `release_year` YEAR DEFAULT NULL, `language_id` TINYINT UNSIGNED NOT NULL, `rental_rate` DECIMAL(4,2) NOT NULL DEFAULT 4.99,
  `rating` ENUM('G','PG','PG-13','R','NC-17') DEFAULT 'G', `special_features` SET('Trailers','Commentaries') DEFAULT NULL,
  PRIMARY KEY (`film_id`), KEY `idx_title` (`title`),
  CONSTRAINT `fk_film_language` FOREIGN KEY (`language_id`) REFERENCES `language` (`language_id`)) ENGINE=InnoDB;
CREATE TABLE `film_actor` (`actor_id` SMALLINT UNSIGNED NOT NULL, `film_id` SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (`actor_id`,`film_id`), KEY `idx_fk_film_id` (`film_id`),
  FOREIGN KEY (`actor_id`) REFERENCES `actor` (`actor_id`), FOREIGN KEY (`film_id`) REFERENCES `film` (`film_id`));
CREATE TABLE `category` (`category_id` TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, `name` VARCHAR(25) NOT NULL, PRIMARY KEY (`category_id`));
CREATE TABLE `staff` (`staff_id` TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, `picture` BLOB DEFAULT NULL, `store_id` TINYINT UNSIGNED NOT NULL,
  `active` BOOLEAN NOT NULL DEFAULT TRUE, `address_id` SMALLINT UNSIGNED NOT NULL, PRIMARY KEY (`staff_id`),
  FOREIGN KEY (`address_id`) REFERENCES `address` (`address_id`));
CREATE TABLE `store` (`store_id` TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, `manager_staff_id` TINYINT UNSIGNED DEFAULT NULL,
  `address_id` SMALLINT UNSIGNED NOT NULL, PRIMARY KEY (`store_id`), UNIQUE KEY `idx_unique_manager` (`manager_staff_id`),
  FOREIGN KEY (`manager_staff_id`) REFERENCES `staff` (`staff_id`), FOREIGN KEY (`address_id`) REFERENCES `address` (`address_id`));
CREATE TABLE `rental` (`rental_id` INT NOT NULL AUTO_INCREMENT, `rental_date` DATETIME NOT NULL, `staff_id` TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (`rental_id`), KEY `idx_fk_staff_id` (`staff_id`), FOREIGN KEY (`staff_id`) REFERENCES `staff` (`staff_id`));
ALTER TABLE `staff` ADD CONSTRAINT `fk_staff_store` FOREIGN KEY (`store_id`) REFERENCES `store` (`store_id`);
CREATE VIEW `customer_list` AS SELECT 1;
